/// The command line: options into plans, runs into reports, reports into exit codes.
///
/// **Invariant**: whatever is wrong with a command line is one sentence and exit code 2, before any
/// load. A run ends with a verdict: 0 passed, 1 failed. *Absent*: secrets as options; they come
/// from files.
@NullMarked
package io.chatcluster.loadtest.command;

import org.jspecify.annotations.NullMarked;
