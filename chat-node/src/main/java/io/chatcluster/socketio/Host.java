package io.chatcluster.socketio;

import io.vertx.core.Future;

/// Says who may enter a namespace, and what happens to whom it has let in. On the client's loop.
@FunctionalInterface
public interface Host {

  Future<Answer> enters(Namespace namespace, Entry entry, Handshake handshake);
}
