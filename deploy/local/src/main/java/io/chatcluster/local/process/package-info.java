/// Processes of other programs: started, watched, frozen, killed, stopped and started again.
///
/// [Program] is what the servers and nodes have in common, [Child] the process behind each of them.
///
/// **Invariant:** no process outlives the JVM that started it, however that JVM ends ([Guard] says
/// how), and none runs beside its predecessor in the same directory ([PidFile]).
@NullMarked
package io.chatcluster.local.process;

import org.jspecify.annotations.NullMarked;
