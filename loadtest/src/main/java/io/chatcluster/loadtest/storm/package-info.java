/// `storm`: everybody in a room of their own, until Redis has lost all of them.
///
/// ```
/// StormCommand ─► Storm ─► StormLane (one event loop) ─► Person ─► FrameScanner
///                              └ StormTally (counts)
/// ```
///
/// **Invariant**: a person does what the protocol says: who is refused asks again when it was told
/// to, who loses the connection comes back, and both for as long as it takes. Everything that
/// belongs to a lane is touched by its loop alone.
@NullMarked
package io.chatcluster.loadtest.storm;

import org.jspecify.annotations.NullMarked;
