/// `connect` and `idle`: many clients that come in, join a room, and say nothing.
///
/// ```
/// Crowd ─► CrowdLane (one event loop) ─► CrowdClient ─► Visit (one connection)
///              ├ Arrivals (opens what is due)    └ pings, comes back
///              └ CrowdTally (counts)
/// ```
///
/// **Invariant**: everything that belongs to a lane is touched by its loop alone; the crowd asks by
/// tasks. Clients arrive when they are due, however slow the cluster answers those before them.
@NullMarked
package io.chatcluster.loadtest.crowd;

import org.jspecify.annotations.NullMarked;
