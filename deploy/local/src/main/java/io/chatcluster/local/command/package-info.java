/// What is run from the command line: [LocalCluster] is `make cluster`, [Bench] is `make bench`.
///
/// **Invariant:** whatever keeps a command from its work is one sentence on stderr and exit code 1;
/// `make cluster` never works on the data directory of another one. Nobody knows this package.
@NullMarked
package io.chatcluster.local.command;

import org.jspecify.annotations.NullMarked;
