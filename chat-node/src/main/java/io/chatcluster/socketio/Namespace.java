package io.chatcluster.socketio;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The sockets of one namespace on one event loop, and the rooms they are in. Owned by that loop.
public final class Namespace {

  private final String name;
  private final Host host;
  private final Consumer<String> abandoned;
  private final Rooms rooms;
  private final Map<String, ClientSocket> sockets = new LinkedHashMap<>();
  private int entering;

  /// One that stays.
  Namespace(String name, Host host, int roomsOfOne) {
    this(name, host, roomsOfOne, _ -> {});
  }

  /// @param abandoned told its name when nobody is in it any more, and nobody about to be
  Namespace(String name, Host host, int roomsOfOne, Consumer<String> abandoned) {
    this.name = name;
    this.host = host;
    this.abandoned = abandoned;
    this.rooms = new Rooms(roomsOfOne);
  }

  public String name() {
    return name;
  }

  /// Those who are in it. A view.
  public Collection<ClientSocket> sockets() {
    return Collections.unmodifiableCollection(sockets.values());
  }

  /// The socket of that name; null if there is none.
  public @Nullable ClientSocket socket(String sid) {
    return sockets.get(sid);
  }

  /// Lets a socket into a room. Each is in the room that has its own name from the beginning.
  ///
  /// @return whether it is there now: not, if it is in too many
  public boolean join(ClientSocket socket, String room) {
    return socket.isConnected() && rooms.join(socket, room);
  }

  public void leave(ClientSocket socket, String room) {
    rooms.leave(socket, room);
  }

  /// The rooms that a socket is in.
  public Set<String> rooms(ClientSocket socket) {
    return rooms.of(socket);
  }

  /// To everybody.
  public Broadcast all() {
    return new Broadcast(this, Set.of(), Set.of(), Set.of());
  }

  /// To everybody but one.
  public Broadcast from(ClientSocket sender) {
    return new Broadcast(this, Set.of(), Set.of(), Set.of(sender));
  }

  /// To those who are in one of these rooms.
  public Broadcast to(String... names) {
    return all().to(names);
  }

  Set<ClientSocket> in(String room) {
    return rooms.members(room);
  }

  Future<Answer> enter(Entry entry, Handshake handshake) {
    entering++;
    return host.enters(this, entry, handshake)
        .map(answer -> answer instanceof Answer.Accepted yes ? let(entry.socket(), yes) : answer)
        .onComplete(
            answer -> {
              entering--;
              if (answer.failed() || answer.result() instanceof Answer.Refused) {
                lookAround();
              }
            });
  }

  private Answer let(ClientSocket socket, Answer.Accepted answer) {
    return new Answer.Accepted(
        answer.sid(), answer.pid(), new Member(socket, answer.sid(), answer.handler()));
  }

  private void lookAround() {
    if (sockets.isEmpty() && entering == 0) {
      abandoned.accept(name);
    }
  }

  /// Keeps the lists of this namespace while a socket lives.
  private final class Member implements SocketHandler {

    private final ClientSocket socket;
    private final String sid;
    private final SocketHandler handler;

    Member(ClientSocket socket, String sid, SocketHandler handler) {
      this.socket = socket;
      this.sid = sid;
      this.handler = handler;
    }

    @Override
    public void connected() {
      sockets.put(sid, socket);
      rooms.join(socket, sid);
      handler.connected();
    }

    @Override
    public void event(Event event) {
      handler.event(event);
    }

    @Override
    public void drained() {
      handler.drained();
    }

    @Override
    public void disconnected(DisconnectCause cause) {
      // Whoever came with the same name since is another one.
      sockets.remove(sid, socket);
      handler.disconnected(cause);
      rooms.forget(socket);
      lookAround();
    }
  }
}
