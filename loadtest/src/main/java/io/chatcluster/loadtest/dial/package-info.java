/// Where the load goes and how to get in: the address, TLS, tokens, sockets of this process.
///
/// **Invariant**: knows nothing of what is measured. A secret comes from a file and a token stays
/// in memory: neither reaches a log, a report or a command line.
@NullMarked
package io.chatcluster.loadtest.dial;

import org.jspecify.annotations.NullMarked;
