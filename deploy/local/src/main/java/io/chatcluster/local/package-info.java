/// A whole cluster on one machine: real Redis, PostgreSQL, nginx and chat-node processes, started,
/// watched, broken and stopped.
///
/// `make cluster`, the system tests and the benchmark all stand on it, so what a newcomer runs is
/// what is tested. It knows the node's jar and its environment variables, none of its classes.
///
/// **Invariant:** no process outlives the JVM that started it, however that JVM ends ([Child] says
/// how); everything listens on loopback only.
@NullMarked
package io.chatcluster.local;

import org.jspecify.annotations.NullMarked;
