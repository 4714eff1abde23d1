package io.chatcluster.loadtest.client;

import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The client as a state machine: events in, effects out, time and chance from outside.
///
/// Owned by one thread or loop. Keeps over disconnects: the rooms, the position in each, and every
/// message without an answer. One message a room is under way at a time, so that a sender's
/// messages are stored in the order in which they were sent. [#tick] is to be called a few times a
/// second.
public final class ClientCore {

  /// How long a node may keep silent once it is asked whether it is there.
  static final long SILENCE_MILLIS = 10_000;

  /// A connection that held this long starts the backoff again.
  static final long STABLE_MILLIS = 10_000;

  /// Until `connected` says otherwise.
  private static final long PING_INTERVAL_MILLIS = 25_000;

  private enum State {
    IDLE,
    CONNECTING,
    OPENED,
    CONNECTED,
    STOPPED
  }

  private final Supplier<String> tokens;
  private final MessageIds ids;
  private final Wire wire;
  private final ClientEvents events;
  private final Backoff backoff;
  private final ClientRooms rooms;
  private State state = State.IDLE;
  private long pingIntervalMillis = PING_INTERVAL_MILLIS;
  private Frame.@Nullable Drain drain;
  private long clockOffsetMillis;
  private boolean signals;
  private long sinceMillis;
  private long heardMillis;
  private long pingedMillis;
  private boolean pinged;

  /// @param tokens asked at every connection
  /// @param random any longs, all equally likely
  public ClientCore(Supplier<String> tokens, LongSupplier random, Wire wire, ClientEvents events) {
    this.tokens = tokens;
    this.ids = new MessageIds(random);
    this.wire = wire;
    this.events = events;
    this.backoff = new Backoff(random);
    this.rooms = new ClientRooms(wire, events, backoff);
  }

  /// Connects. To be called once.
  public void start() {
    state = State.CONNECTING;
    wire.connect(0);
  }

  /// Ends for good. Messages without an answer stay without one.
  public void stop() {
    if (state != State.STOPPED) {
      state = State.STOPPED;
      rooms.disconnected();
      wire.disconnect();
    }
  }

  /// Enters a room at its head.
  public void join(String room, long nowMillis) {
    rooms.enter(room, List.of(), nowMillis);
  }

  /// Enters a room after the position that the application has kept.
  public void resume(String room, Position at, long nowMillis) {
    resume(room, List.of(at), nowMillis);
  }

  /// Enters a room after the last of the messages that the application has kept. With more than
  /// the last one, a rollback finds its way by itself to what the application really has.
  ///
  /// @param seen their positions, oldest first; one or more
  public void resume(String room, List<Position> seen, long nowMillis) {
    rooms.enter(room, seen, nowMillis);
  }

  /// Leaves a room; its messages without an answer have failed.
  public void leave(String room) {
    rooms.leave(room);
  }

  /// Sends a message once, however long it takes. The room must have been joined.
  ///
  /// @return the message's id
  public String send(String room, String text, long nowMillis) {
    String id = ids.create(nowMillis + clockOffsetMillis);
    rooms.send(room, id, text, nowMillis);
    return id;
  }

  /// Tells the others in a room something fleeting, if a node that knows signals has let it in.
  ///
  /// @param mark tells this signal from all others
  /// @return whether it was told
  public boolean signal(String room, String topic, String mark) {
    boolean can = state == State.CONNECTED && signals && rooms.joined(room);
    if (can) {
      wire.send(new Command.Signal(room, topic, mark));
    }
    return can;
  }

  /// The last position applied in a room; null before it was joined for the first time.
  public @Nullable Position position(String room) {
    return rooms.position(room);
  }

  /// Messages without an answer, in all rooms.
  public int unsent() {
    return rooms.unsent();
  }

  /// Whether a node knows this client, and it is in all of its rooms.
  public boolean settled() {
    return rooms.settled();
  }

  /// The connection is open.
  public void opened(long nowMillis) {
    if (state == State.CONNECTING) {
      state = State.OPENED;
      sinceMillis = nowMillis;
      drain = null;
      wire.send(new Command.Connect("connect", tokens.get()));
    }
  }

  /// The connection has ended, or could not be opened.
  public void closed(int code, long nowMillis) {
    if (state == State.STOPPED || state == State.IDLE) {
      return;
    }
    if (state == State.CONNECTED && nowMillis - sinceMillis >= STABLE_MILLIS) {
      backoff.reset();
    }
    boolean wasOpen = state != State.CONNECTING;
    state = CloseRule.comesBack(code) ? State.CONNECTING : State.STOPPED;
    rooms.disconnected();
    if (wasOpen) {
      events.disconnected(code);
    }
    // The application may have called stop() when it heard of the end.
    if (state == State.CONNECTING) {
      wire.connect(waitAfter(code));
    } else if (!CloseRule.comesBack(code)) {
      events.stopped(code);
    }
  }

  private long waitAfter(int code) {
    Frame.Drain told = drain;
    if (code == CloseRule.DRAINING && told != null) {
      return backoff.between(told.minMillis(), told.maxMillis());
    }
    return backoff.nextMillis();
  }

  /// Time has passed: does what is due.
  public void tick(long nowMillis) {
    switch (state) {
      case IDLE, CONNECTING, STOPPED -> {}
      case OPENED -> {
        if (nowMillis - sinceMillis >= SILENCE_MILLIS) {
          abandon(nowMillis);
        }
      }
      case CONNECTED -> {
        if (pinged && nowMillis - pingedMillis >= SILENCE_MILLIS) {
          abandon(nowMillis);
          return;
        }
        if (!pinged && nowMillis - heardMillis >= pingIntervalMillis) {
          pinged = true;
          pingedMillis = nowMillis;
          wire.send(new Command.Ping("ping"));
        }
        rooms.pumpAll(nowMillis);
      }
    }
  }

  private void abandon(long nowMillis) {
    wire.disconnect();
    closed(CloseRule.BROKEN, nowMillis);
  }

  /// The node said something.
  ///
  /// @throws IllegalArgumentException if the node must not say that; the connection is then best
  ///     dropped
  public void frame(Frame frame, long nowMillis) {
    if (state != State.OPENED && state != State.CONNECTED) {
      return;
    }
    heardMillis = nowMillis;
    pinged = false;
    switch (frame) {
      case Frame.Connected connected -> connected(connected, nowMillis);
      case Frame.Joined joined -> rooms.joined(joined, nowMillis);
      case Frame.Ok ok -> rooms.ok(ok, nowMillis);
      case Frame.Failed failed -> rooms.failed(failed, nowMillis);
      case Frame.Chat(String name, Message message) ->
          rooms.event(name, "chat", message, nowMillis);
      case Frame.Event(String name, String kind, Message event) ->
          rooms.event(name, kind, event, nowMillis);
      case Frame.Rollback(String name, Position to) -> rooms.rollback(name, to, nowMillis);
      case Frame.Gap gap -> rooms.gap(gap, nowMillis);
      case Frame.Removed(String name, String code) -> rooms.removed(name, code);
      case Frame.Signal(String room, var _, String from, String mark) ->
          rooms.signalled(room, from, mark);
      case Frame.Drain told -> drain = told;
      case Frame.Other(var _) -> {}
    }
  }

  private void connected(Frame.Connected connected, long nowMillis) {
    state = State.CONNECTED;
    sinceMillis = nowMillis;
    pingIntervalMillis = connected.limits().pingIntervalMillis();
    clockOffsetMillis = connected.ts() - nowMillis;
    signals = connected.limits().signals();
    rooms.connected(connected.limits().maxInFlight());
    events.connected(connected);
    rooms.pumpAll(nowMillis);
  }
}
