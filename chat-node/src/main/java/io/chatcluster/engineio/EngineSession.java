package io.chatcluster.engineio;

import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One client of Engine.IO, over polling, over a WebSocket, or on its way from the first to the
/// second.
///
/// Owned by one event loop; everything is called there. What is sent while no request of polling
/// waits for it is kept here, up to a bound; see [#writable].
public final class EngineSession {

  static final int NORMAL = 1000;
  private static final int TOO_SLOW = 1008;

  /// Whom a session is for.
  public interface Handler {

    void text(String message);

    void binary(byte[] message);

    /// The session is [#writable] again.
    default void drained() {}

    /// It is over; told once, and nothing after it.
    void closed(CloseCause cause);
  }

  /// What the sessions of one loop share.
  ///
  /// @param clock milliseconds of a clock that nobody can set
  /// @param later runs a task at the end of this turn of the loop
  public record Context(EngineSettings settings, LongSupplier clock, Executor later) {}

  private enum State {
    OPEN,

    /// This side has closed it; what was sent before that is still to be fetched.
    CLOSING,
    CLOSED
  }

  private final String sid;
  private final Context context;
  private final Heartbeat heartbeat;
  private final Waiting waiting = new Waiting();
  private State state = State.OPEN;
  private Carrier carrier;
  private @Nullable Handler handler;
  private @Nullable CloseCause cause;
  private long farewellMillis;
  private boolean flushing;
  private boolean posting;
  private boolean full;

  /// Begins with the packet that opens it, which waits for something to carry it.
  ///
  /// @param upgradable whether its client is told that it may go on over a WebSocket
  EngineSession(String sid, Context context, boolean upgradable) {
    this.sid = sid;
    this.context = context;
    this.heartbeat = new Heartbeat(context.settings(), context.clock().getAsLong());
    this.carrier = new Polling(this, context.settings());
    waiting.add(Frame.of(PacketType.OPEN, context.settings().handshake(sid, upgradable)));
  }

  /// Names whom it is for. To be called once, before anything comes from its client.
  void begin(Handler owner) {
    handler = owner;
    if (cause != null) {
      owner.closed(cause);
    }
  }

  /// Its name on the wire. Whoever knows it can act as its client.
  public String sid() {
    return sid;
  }

  /// Sends a message, now or with the next answer. One that has not been [#writable] for long, and
  /// is sent to all the same, ends.
  public void send(Frame frame) {
    if (state != State.OPEN) {
      return;
    }
    waiting.add(frame);
    if (waiting.bytes() > 2L * context.settings().outbox()) {
      end(CloseCause.SLOW_CONSUMER);
    } else if (carrier instanceof Carrier.Over) {
      flush();
    } else {
      flushSoon();
    }
  }

  /// Sends at the end of this turn, in one answer, all that is sent until then.
  void flushSoon() {
    if (!flushing) {
      flushing = true;
      context.later().execute(this::flushLate);
    }
  }

  private void flushLate() {
    flushing = false;
    flush();
  }

  /// Whether its client keeps up with what is sent to it. After a no, [Handler#drained] follows.
  public boolean writable() {
    full = !carrier.writable(waiting.bytes());
    return state == State.OPEN && !full;
  }

  /// Closes it from this side; what was sent before still goes out.
  public void close() {
    if (state == State.OPEN) {
      state = State.CLOSING;
      farewellMillis = context.clock().getAsLong() + context.settings().pingTimeout().toMillis();
      flush();
      tell(CloseCause.SERVER);
    }
  }

  /// Whether nothing is left of it.
  boolean isOver() {
    return state == State.CLOSED;
  }

  /// A GET of long-polling came.
  void polled(Poll request) {
    tick();
    if (state == State.CLOSED || !(carrier instanceof Polling polling)) {
      request.refuse();
    } else if (polling.isOpen()) {
      request.refuse();
      end(CloseCause.TRANSPORT_ERROR);
    } else {
      polling.opened(request);
      if (polling.isUpgrading()) {
        // The word that takes over may have come on its own connection in the same turn.
        flushSoon();
      } else {
        flush();
      }
    }
  }

  /// A client has given up its GET.
  void pollGone(Poll request) {
    if (carrier instanceof Polling polling && polling.gone(request)) {
      end(CloseCause.TRANSPORT_CLOSE);
    }
  }

  /// The body of a POST begins to come. There may be only one at a time, or their order is lost.
  ///
  /// @return whether it is to be read
  boolean postBegins() {
    tick();
    if (posting) {
      end(CloseCause.TRANSPORT_ERROR);
    }
    posting = state != State.CLOSED && carrier instanceof Polling;
    return posting;
  }

  /// The body of a POST is of no use.
  void postFails() {
    posting = false;
  }

  /// The body of a POST came, perhaps when a WebSocket has just taken over.
  ///
  /// @return whether it was taken
  boolean posted(byte[] body) {
    posting = false;
    tick();
    if (state != State.OPEN) {
      // Who has yet to fetch the farewell is not told of an error.
      return state == State.CLOSING;
    }
    try {
      Payload.read(
          Payload.utf8(body),
          packet -> {
            take(packet);
            return state == State.OPEN;
          });
      return true;
    } catch (MalformedPacketException _) {
      end(CloseCause.PARSE_ERROR);
      return false;
    }
  }

  /// A request of its client went wrong so that nobody knows what has arrived.
  void transportLost() {
    end(CloseCause.TRANSPORT_ERROR);
  }

  /// From now on this WebSocket carries the session.
  Receiver carriedBy(Socket socket) {
    carrier = new Carrier.Over(socket);
    flush();
    return new Carried();
  }

  /// A WebSocket came that wants to take over from polling.
  Receiver probedBy(Socket socket) {
    tick();
    Upgrade upgrade = null;
    if (state == State.OPEN && carrier instanceof Polling polling) {
      upgrade = polling.upgradeTo(socket, context.clock().getAsLong());
    }
    if (upgrade == null) {
      socket.close(NORMAL);
      return Receiver.NOBODY;
    }
    return upgrade;
  }

  /// Keeps the deadlines; to be called several times within each of them.
  void tick() {
    long now = context.clock().getAsLong();
    if (carrier instanceof Polling polling) {
      polling.tick(now);
    }
    if (state == State.CLOSING && now >= farewellMillis) {
      over(NORMAL);
    } else if (state == State.OPEN && heartbeat.beats(now)) {
      waiting.add(Frame.PING);
      flush();
    }
    if (state == State.OPEN && heartbeat.failed(now)) {
      end(CloseCause.PING_TIMEOUT);
    }
  }

  /// Sends what waits, if something can carry it now.
  void flush() {
    if (state == State.CLOSED || !carrier.flush(waiting, state == State.CLOSING)) {
      return;
    }
    if (state == State.OPEN && full && carrier instanceof Polling) {
      drained();
    } else if (state == State.CLOSING && waiting.isEmpty()) {
      over(NORMAL);
    }
  }

  private void drained() {
    full = !carrier.writable(waiting.bytes());
    if (!full) {
      owner().drained();
    }
  }

  private void take(Packet packet) {
    switch (packet) {
      case Packet.Binary(byte[] data) -> owner().binary(data);
      case Packet.Text(PacketType type, String data) -> {
        switch (type) {
          case MESSAGE -> owner().text(data);
          case PONG -> heartbeat.answered(context.clock().getAsLong());
          case CLOSE -> {
            // It waits for the end of its own poll, and expects nothing of it.
            if (carrier instanceof Polling polling) {
              polling.release(Frame.NOOP);
            }
            end(CloseCause.TRANSPORT_CLOSE);
          }
          case NOOP -> {}
          // In version 4 it is the server that pings and opens.
          case PING, OPEN, UPGRADE -> end(CloseCause.TRANSPORT_ERROR);
        }
      }
    }
  }

  private void end(CloseCause why) {
    over(why == CloseCause.SLOW_CONSUMER ? TOO_SLOW : NORMAL);
    tell(why);
  }

  /// Tells the first reason, and as soon as there is somebody to tell.
  private void tell(CloseCause why) {
    if (cause == null) {
      cause = why;
      if (handler != null) {
        handler.closed(why);
      }
    }
  }

  private void over(int code) {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      waiting.clear();
      carrier.close(code);
    }
  }

  private Handler owner() {
    if (handler == null) {
      throw new IllegalStateException("a session that nobody has begun");
    }
    return handler;
  }

  /// What comes over the WebSocket that carries this session.
  private final class Carried implements Receiver {

    @Override
    public void text(String message) {
      if (state != State.OPEN) {
        return;
      }
      try {
        take(Payload.packet(message));
      } catch (MalformedPacketException _) {
        end(CloseCause.PARSE_ERROR);
      }
    }

    @Override
    public void binary(byte[] message) {
      if (state == State.OPEN) {
        take(new Packet.Binary(message));
      }
    }

    @Override
    public void drained() {
      if (state == State.OPEN && full) {
        EngineSession.this.drained();
      }
    }

    @Override
    public void gone() {
      end(CloseCause.TRANSPORT_CLOSE);
    }
  }
}
