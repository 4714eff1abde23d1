/// Engine.IO 4: one session over HTTP long-polling, a WebSocket, or first the one and then the
/// other. A library: it carries texts and bytes, and knows nothing of what they mean.
///
/// ```
/// EngineSession ─► Carrier ─┬─► PollCarrier     (a GET that waits, POSTs that bring)
///       ▲                   └─► SocketCarrier   (one WebSocket)
///       └── Probe, while a WebSocket takes over from polling
/// ```
///
/// **Invariant**: sessions know no HTTP, no clock and no thread; each lives on one event loop, and
/// whoever carries it tells it the time. What follows the public protocol document
/// (`engine.io-protocol`, version 4) says so where it is not plain.
@NullMarked
package io.chatcluster.engineio;

import org.jspecify.annotations.NullMarked;
