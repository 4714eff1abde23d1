package io.chatcluster.socketchat;

import io.chatcluster.engineio.Frame;
import io.chatcluster.limits.Account;
import io.chatcluster.protocol.CloseReason;
import io.chatcluster.protocol.Command;
import io.chatcluster.protocol.MalformedException;
import io.chatcluster.protocol.Push;
import io.chatcluster.protocol.Reply;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.room.Batch;
import io.chatcluster.room.Delivery;
import io.chatcluster.room.Offer;
import io.chatcluster.room.Signals;
import io.chatcluster.session.Connection;
import io.chatcluster.session.Session;
import io.chatcluster.socketio.ClientSocket;
import io.chatcluster.socketio.DisconnectCause;
import io.chatcluster.socketio.EncodedEvent;
import io.chatcluster.socketio.Event;
import io.chatcluster.socketio.SocketHandler;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client of the chat over Socket.IO: the connection of its session. Owned by its loop.
///
/// Events become commands, and what the session says becomes acks and events. Each event that asks
/// for an ack gets one.
final class ChatSocket implements Connection, SocketHandler {

  /// What the client's socket does beside what every session does.
  interface Owner {

    /// Handles an event that is no command.
    ///
    /// @return whether it was one
    boolean handles(Event event);

    /// The session has a user now.
    void identified(Reply.Connected who);

    /// Rooms were entered or left.
    void moved();

    /// Something was shown to the client.
    default void shown() {}

    /// The session is over.
    void ended(DisconnectCause cause);

    /// The session is to be closed before the client was let in.
    void refused(CloseReason reason);
  }

  private static final Logger LOG = LoggerFactory.getLogger(ChatSocket.class);

  private final SocketContext context;
  private final ClientSocket socket;
  private final String sid;
  private final Places places = new Places();
  private final Commands commands;
  private final Map<String, Consumer<Reply>> waiting = new HashMap<>();
  private final Owner owner;
  private Session session;
  private int refs;
  private boolean held;
  private boolean over;

  /// @param sid the name of the client's socket
  /// @param address of the client; closed with the session
  ChatSocket(SocketContext context, ClientSocket socket, String sid, Account address, Owner owner) {
    this.context = context;
    this.socket = socket;
    this.sid = sid;
    this.owner = owner;
    this.commands = new Commands(context.settings().lobby(), sid);
    this.session = new Session(context.names().session(), context.sessions(), this, address);
  }

  Session session() {
    return session;
  }

  /// Goes on as somebody else, in the same rooms.
  ///
  /// @param address of the client; closed with the session
  void become(String token, String ref, Account address) {
    session.ended();
    session = new Session(context.names().session(), context.sessions(), this, address);
    session.connect(ref, token);
    for (RoomId room : places.rooms()) {
      String again = await(reply -> entered(room, reply));
      session.received(new Command.Join(again, room, places.at(room)));
    }
  }

  private void entered(RoomId room, Reply reply) {
    if (reply instanceof Reply.Failed) {
      places.leave(room);
      owner.moved();
    }
  }

  Places places() {
    return places;
  }

  /// Whether deliveries wait for [#release].
  void hold() {
    held = true;
  }

  void release() {
    held = false;
  }

  /// Makes a command's reference, whose reply goes there.
  String await(Consumer<Reply> then) {
    String ref = "r" + ++refs;
    waiting.put(ref, then);
    return ref;
  }

  @Override
  public void event(Event event) {
    try {
      if (!owner.handles(event)) {
        command(event);
      }
    } catch (RuntimeException e) {
      LOG.error("an event could not be handled", e);
      session.broke();
    }
  }

  private void command(Event event) {
    String ref =
        event.ack().wanted() ? await(reply -> event.ack().answer(Answers.of(reply))) : null;
    Command command;
    try {
      command = commands.read(event.name(), event.args(), ref);
    } catch (MalformedException e) {
      session.malformed(e);
      return;
    }
    session.received(command);
  }

  @Override
  public void disconnected(DisconnectCause cause) {
    over = true;
    session.ended();
    owner.ended(cause);
  }

  @Override
  public void send(Reply reply) {
    switch (reply) {
      case Reply.Connected who -> owner.identified(who);
      case Reply.Joined joined -> {
        places.enter(joined.room(), joined.from());
        owner.moved();
      }
      case Reply.Left left -> {
        places.leave(left.room());
        owner.moved();
      }
      default -> {}
    }
    String ref = ref(reply);
    Consumer<Reply> then = ref.isEmpty() ? null : waiting.remove(ref);
    if (then != null) {
      then.accept(reply);
    } else if (reply instanceof Reply.Failed failed) {
      say("error", Answers.failed(failed));
    }
  }

  private static String ref(Reply reply) {
    String ref =
        switch (reply) {
          case Reply.Connected connected -> connected.ref();
          case Reply.Joined joined -> joined.ref();
          case Reply.Left left -> left.ref();
          case Reply.Ok ok -> ok.ref();
          case Reply.Sent sent -> sent.ref();
          case Reply.History page -> page.ref();
          case Reply.Pong pong -> pong.ref();
          case Reply.Failed failed -> failed.ref();
        };
    return ref == null ? "" : ref;
  }

  /// Sends an event that is only for this client.
  void say(String name, Object argument) {
    emit(EncodedEvent.of(Events.NAMESPACE, name, argument));
  }

  private void emit(EncodedEvent event) {
    byte[] tail = ('"' + places.offset() + '"').getBytes(StandardCharsets.US_ASCII);
    socket.send(event.with(tail));
  }

  @Override
  public void push(Push push) {
    switch (push) {
      case Push.Event(var publication) -> {
        places.move(publication.room(), publication.at());
        emit(Events.publication(publication, false));
      }
      case Push.Rollback(var room, var to) -> {
        places.move(room, to);
        emit(Events.rollback(room, to));
      }
      case Push.Gap(var room, var after, var next) -> emit(Events.gap(room, after, next));
      case Push.Removed(var room, var code) -> {
        places.leave(room);
        owner.moved();
        emit(Events.removed(room, code));
      }
      case Push.Signalled(var signal) -> emit(Events.signal(signal));
      // The end of the transport is what a stock client understands.
      case Push.Drain _ -> {}
    }
  }

  @Override
  public Offer offer(Delivery delivery) {
    if (over) {
      return Offer.CLOSED;
    }
    if (!writable()) {
      return Offer.OVERFLOW;
    }
    List<Encodings.Encoded> events = context.encodings().of(delivery);
    switch (delivery) {
      case Batch batch -> {
        for (int i = 0; i < events.size(); i++) {
          places.move(batch.room(), batch.publications().get(i).at());
          show(events.get(i));
        }
        owner.shown();
      }
      case Signals _ -> events.forEach(this::show);
    }
    return Offer.ACCEPTED;
  }

  private void show(Encodings.Encoded event) {
    if (event.isFor(sid)) {
      Frame frame = event.at(places);
      socket.send(frame);
    }
  }

  @Override
  public boolean writable() {
    return !over && !held && socket.writable();
  }

  @Override
  public boolean reads() {
    return socket.writable();
  }

  @Override
  public void close(CloseReason reason) {
    if (!socket.isConnected()) {
      owner.refused(reason);
    } else if (staysAway(reason)) {
      socket.disconnect();
    } else {
      socket.close();
    }
  }

  /// Whether it is a close after which the client must not come back by itself.
  private static boolean staysAway(CloseReason reason) {
    return switch (reason) {
      case UNAUTHORIZED, PROTOCOL_ERROR -> true;
      case NORMAL,
          BROKEN_FRAME,
          UNSUPPORTED,
          INVALID_TEXT,
          CONTROL_FLOOD,
          FRAME_TOO_BIG,
          INTERNAL_ERROR,
          TOKEN_EXPIRED,
          CONNECT_TIMEOUT,
          PING_TIMEOUT,
          SLOW_CONSUMER,
          FLOODING,
          DRAINING ->
          false;
    };
  }
}
