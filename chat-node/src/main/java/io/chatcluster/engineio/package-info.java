/// Engine.IO 4: one session over HTTP long-polling, a WebSocket, or first the one and then the
/// other. A library: it carries texts and bytes, and knows nothing of what they mean.
///
/// ```
/// EngineLoop ─► EngineSession ─► Carrier ─┬─► Polling      (a GET that waits)
///                   ▲                     └─► Carrier.Over (one WebSocket)
///                   └── Upgrade, while a WebSocket takes over from polling
/// ```
///
/// Whoever wants sessions makes an [EngineLoop] on each event loop, gives it the requests of its
/// path, and implements [EngineLoop.Application], which names an [EngineSession.Handler] for each
/// new session.
///
/// **Invariant**: sessions know no HTTP, no clock and no thread; each lives on one event loop, and
/// whoever carries it tells it the time. What follows the public protocol document
/// (`engine.io-protocol`, version 4) says so where it is not plain.
@NullMarked
package io.chatcluster.engineio;

import org.jspecify.annotations.NullMarked;
