package io.chatcluster.socketio;

import io.chatcluster.engineio.EngineSession;
import io.chatcluster.engineio.Frame;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One client in one namespace. Owned by its loop. Nothing that is sent to one that is over goes
/// anywhere.
public final class ClientSocket {

  private final Client client;
  private final String namespace;
  private final Acks acks;
  private @Nullable String sid;
  private @Nullable SocketHandler handler;
  private @Nullable DisconnectCause over;

  ClientSocket(Client client, String namespace, Acks acks) {
    this.client = client;
    this.namespace = namespace;
    this.acks = acks;
  }

  public String namespace() {
    return namespace;
  }

  /// Its name, which others may see; not before it is accepted.
  public String sid() {
    if (sid == null) {
      throw new IllegalStateException("a socket that is not accepted yet");
    }
    return sid;
  }

  /// The session that carries it, and perhaps others of the same client.
  public EngineSession engine() {
    return client.session();
  }

  /// Whether it is accepted, and not over.
  public boolean isConnected() {
    return handler != null && over == null;
  }

  /// Sends an event.
  public void emit(String name, @Nullable Object... args) {
    if (over == null) {
      send(PacketWriter.event(namespace, SocketPacket.NO_ID, name, args));
    }
  }

  /// Sends an event, and waits for its answer, which fails with [NoAckException].
  public Future<JsonArray> emitWithAck(Duration patience, String name, @Nullable Object... args) {
    if (over != null) {
      return Future.failedFuture(new NoAckException(NoAckException.Why.DISCONNECTED));
    }
    if (acks.isFull()) {
      return Future.failedFuture(new NoAckException(NoAckException.Why.TOO_MANY));
    }
    EncodedPacket packet = PacketWriter.event(namespace, acks.nextId(), name, args);
    Future<JsonArray> answer = acks.await(patience);
    send(packet);
    return answer;
  }

  /// Sends an event, or forgets it if the client does not keep up.
  public void emitVolatile(String name, @Nullable Object... args) {
    if (writable()) {
      emit(name, args);
    }
  }

  /// Sends a packet that is encoded already, for this namespace.
  public void send(EncodedPacket packet) {
    if (over == null) {
      EngineSession session = client.session();
      session.send(packet.text());
      for (Frame attachment : packet.attachments()) {
        session.send(attachment);
      }
    }
  }

  /// Sends a packet without attachments that is encoded already, for this namespace.
  public void send(Frame packet) {
    if (over == null) {
      client.session().send(packet);
    }
  }

  /// Sends a packet, or forgets it if the client does not keep up.
  public void sendVolatile(EncodedPacket packet) {
    if (writable()) {
      send(packet);
    }
  }

  /// Whether its client keeps up with what is sent to it. After a no, [SocketHandler#drained]
  /// follows.
  public boolean writable() {
    return over == null && client.session().writable();
  }

  /// Puts the client out of this namespace; it does not come back by itself.
  public void disconnect() {
    if (over == null) {
      client.leave(this);
    }
  }

  /// Closes the client's transport, with all its namespaces; stock clients come back.
  public void close() {
    client.close();
  }

  void accepted(Answer.Accepted answer) {
    sid = answer.sid();
    handler = answer.handler();
    if (over == null) {
      handler.connected();
    } else {
      handler.disconnected(over);
    }
  }

  void said(SocketPacket.Said event) {
    if (handler != null) {
      Ack ack = event.id() == SocketPacket.NO_ID ? Ack.NONE : Ack.of(this, event.id());
      handler.event(new Event(event.name(), event.args(), ack));
    }
  }

  void acked(SocketPacket.Acked ack) {
    acks.came(ack.id(), ack.args());
  }

  void answer(long id, @Nullable Object[] args) {
    if (over == null) {
      send(PacketWriter.ack(namespace, id, args));
    }
  }

  void drained() {
    if (handler != null && over == null) {
      handler.drained();
    }
  }

  boolean isOver() {
    return over != null;
  }

  void end(DisconnectCause cause) {
    if (over == null) {
      over = cause;
      acks.end();
      if (handler != null) {
        handler.disconnected(cause);
      }
    }
  }
}
