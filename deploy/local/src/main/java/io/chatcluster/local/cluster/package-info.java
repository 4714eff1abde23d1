/// A whole cluster on one machine: real Redis, PostgreSQL, nginx and chat-node processes, started,
/// watched, broken and stopped together.
///
/// `make cluster`, the system tests and the benchmark all stand on it, so what a newcomer runs is
/// what is tested.
///
/// **Invariant:** a cluster either serves as a whole or has left nothing running; nodes are stopped
/// before what they need.
@NullMarked
package io.chatcluster.local.cluster;

import org.jspecify.annotations.NullMarked;
