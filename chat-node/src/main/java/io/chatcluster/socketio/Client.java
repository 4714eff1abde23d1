package io.chatcluster.socketio;

import io.chatcluster.engineio.CloseCause;
import io.chatcluster.engineio.EngineSession;
import io.vertx.core.AsyncResult;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One client, with its sockets: one for each namespace that it is in, or wants to enter. Owned by
/// its loop.
final class Client implements EngineSession.Handler {

  private final EngineSession session;
  private final Entrance entrance;
  private final SocketSettings settings;
  private final Timers timers;
  private final PacketReader reader;
  private final Map<String, ClientSocket> sockets = new HashMap<>();

  /// Where this side has put it out: what it says there has crossed our word, and means nothing.
  private final Set<String> left = new HashSet<>();

  private boolean over;
  private Runnable homeless;

  Client(EngineSession session, Entrance entrance, SocketSettings settings, Timers timers) {
    this.session = session;
    this.entrance = entrance;
    this.settings = settings;
    this.timers = timers;
    this.reader = new PacketReader(settings);
    this.homeless = timers.after(settings.connectTimeout(), this::close);
  }

  EngineSession session() {
    return session;
  }

  @Override
  public void text(String message) {
    try {
      take(reader.text(message));
    } catch (MalformedException _) {
      end(DisconnectCause.PARSE_ERROR);
    }
  }

  @Override
  public void binary(byte[] message) {
    try {
      take(reader.binary(message));
    } catch (MalformedException _) {
      end(DisconnectCause.PARSE_ERROR);
    }
  }

  private void take(@Nullable SocketPacket packet) {
    if (packet == null) {
      return;
    }
    ClientSocket socket = sockets.get(packet.namespace());
    if (socket != null) {
      take(packet, socket);
    } else if (packet instanceof SocketPacket.Connect connect) {
      enter(connect);
    } else if (!left.contains(packet.namespace())) {
      end(DisconnectCause.PROTOCOL_ERROR);
    }
  }

  private void take(SocketPacket packet, ClientSocket socket) {
    switch (packet) {
      case SocketPacket.Disconnect _ -> forget(socket, DisconnectCause.CLIENT_LEFT);
      case SocketPacket.Said event when socket.isConnected() -> socket.said(event);
      case SocketPacket.Acked ack when socket.isConnected() -> socket.acked(ack);
      case SocketPacket.Connect _, SocketPacket.Said _, SocketPacket.Acked _ ->
          end(DisconnectCause.PROTOCOL_ERROR);
    }
  }

  private void enter(SocketPacket.Connect connect) {
    String namespace = connect.namespace();
    if (sockets.size() >= settings.namespaces()) {
      session.send(PacketWriter.refused(namespace, "Too many namespaces", null));
      return;
    }
    left.remove(namespace);
    ClientSocket socket =
        new ClientSocket(this, namespace, new Acks(timers, settings.waitingAcks()));
    sockets.put(namespace, socket);
    entrance
        .enters(new Entry(socket, connect.auth()))
        .onComplete(answer -> answered(socket, answer));
  }

  private void answered(ClientSocket socket, AsyncResult<Answer> answer) {
    switch (answer.succeeded() ? answer.result() : new Answer.Refused("Internal error")) {
      case Answer.Accepted accepted -> {
        if (!socket.isOver()) {
          homeless.run();
          socket.send(PacketWriter.connected(socket.namespace(), accepted.sid(), accepted.pid()));
        }
        socket.accepted(accepted);
      }
      case Answer.Refused(String message, var data) -> {
        if (!socket.isOver()) {
          socket.send(PacketWriter.refused(socket.namespace(), message, data));
          forget(socket, DisconnectCause.SERVER_LEFT);
        }
      }
    }
  }

  /// Puts it out of a namespace.
  void leave(ClientSocket socket) {
    socket.send(PacketWriter.disconnected(socket.namespace()));
    if (left.size() < settings.namespaces()) {
      left.add(socket.namespace());
    }
    forget(socket, DisconnectCause.SERVER_LEFT);
  }

  private void forget(ClientSocket socket, DisconnectCause cause) {
    sockets.remove(socket.namespace());
    if (!over && sockets.values().stream().noneMatch(ClientSocket::isConnected)) {
      homeless.run();
      homeless = timers.after(settings.connectTimeout(), this::close);
    }
    socket.end(cause);
  }

  /// Closes the transport.
  void close() {
    end(DisconnectCause.SERVER_CLOSE);
  }

  @Override
  public void drained() {
    for (ClientSocket socket : List.copyOf(sockets.values())) {
      socket.drained();
    }
  }

  @Override
  public void closed(CloseCause cause) {
    if (!over) {
      over(DisconnectCause.of(cause));
    }
  }

  private void end(DisconnectCause cause) {
    if (!over) {
      over(cause);
      session.close();
    }
  }

  private void over(DisconnectCause cause) {
    over = true;
    homeless.run();
    List<ClientSocket> all = List.copyOf(sockets.values());
    sockets.clear();
    for (ClientSocket socket : all) {
      socket.end(cause);
    }
    entrance.closed();
  }
}
