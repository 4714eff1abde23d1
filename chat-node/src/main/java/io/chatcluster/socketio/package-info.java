/// Socket.IO 5: namespaces, events and acks over sessions of Engine.IO. A library: it knows nothing
/// of what events mean.
///
/// ```
/// EngineSession ─► Client ─┬─► ClientSocket "/"        ─► SocketHandler
///                          └─► ClientSocket "/custom"  ─► SocketHandler
///                    asks the application's Entrance who may enter
/// ```
///
/// An application is given to a [SocketLoop], one for each event loop:
///
/// ```java
/// Entrance entrance = entry -> Future.succeededFuture(
///     new Answer.Accepted(newSid(), event -> entry.socket().emit("hello", event.name())));
/// var sockets = new SocketLoop(vertx, SocketSettings.usual(1_000_000), handshake -> entrance);
/// server.requestHandler(new EngineLoop(vertx, engineSettings, means, sockets));
/// ```
///
/// Arguments are what JSON has, as Vert.x knows it (`String`, `Number`, `Boolean`, `JsonObject`,
/// `JsonArray`, null), and `Buffer` for bytes.
///
/// **Invariant**: everything of a client is owned by its event loop; nothing is shared but frames,
/// which never change. *Absent*: a queue. What waits for a client waits in its session.
@NullMarked
package io.chatcluster.socketio;

import org.jspecify.annotations.NullMarked;
