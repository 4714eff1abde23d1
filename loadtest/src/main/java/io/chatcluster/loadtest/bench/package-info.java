/// `bench`: open-loop load on a live cluster, and what it costs.
///
/// ```
/// BenchCommand ─► Experiment ─► Fleet ─► Lane (one event loop) ─► LoadSocket ─► FrameScanner
///                     │                     └ Tally (counts)        ├ ChatPush, Chain
///                     └─► Search, CpuTimes ─► Report                └ Line (one connection)
/// ```
///
/// A [Line] is what all sockets of the load test talk over, and a [LineLoop] has many quiet ones.
///
/// **Invariant**: a delivery is scanned in place, on the loop that read it, and makes no object.
/// Everything that belongs to a lane is touched by its loop alone; the experiment asks by tasks.
@NullMarked
package io.chatcluster.loadtest.bench;

import org.jspecify.annotations.NullMarked;
