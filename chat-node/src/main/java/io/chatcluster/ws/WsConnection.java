package io.chatcluster.ws;

import io.chatcluster.protocol.CloseReason;
import io.chatcluster.protocol.Command;
import io.chatcluster.protocol.CommandCodec;
import io.chatcluster.protocol.FrameCodec;
import io.chatcluster.protocol.MalformedException;
import io.chatcluster.protocol.Push;
import io.chatcluster.protocol.Reply;
import io.chatcluster.room.Delivery;
import io.chatcluster.room.Offer;
import io.chatcluster.session.Connection;
import io.chatcluster.session.Session;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollSocketChannelConfig;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One native WebSocket: bytes, limits, liveness. Owned by its event loop.
///
/// While the outbox is full nothing is read from the socket either: whatever its client keeps
/// asking for, by commands or by pings, waits at the client and not here.
final class WsConnection implements Connection, FrameSink {

  private static final Logger LOG = LoggerFactory.getLogger(WsConnection.class);

  /// How many ticks a client may take to close from its side, once it has been told.
  private static final int CLOSING_TICKS = 2;

  /// How many ticks the close frame may wait behind what the client does not take.
  private static final int GIVE_UP_TICKS = 5;

  /// Unsent bytes that the system may hold for a socket. Left alone it would take megabytes, and
  /// hide for minutes whether a slow client reads.
  private static final int UNSENT_IN_SYSTEM = 128 * 1024;

  /// A session of the chat, by the native protocol: a command is a text of JSON.
  private record OfSession(Session session) implements Receiver {

    @Override
    public void text(String message) {
      Command command;
      try {
        command = CommandCodec.decode(message);
      } catch (MalformedException e) {
        session.malformed(e);
        return;
      }
      session.received(command);
    }

    @Override
    public void binary(byte[] message) {
      session.close(CloseReason.UNSUPPORTED);
    }

    @Override
    public void tick() {
      session.tick();
    }

    @Override
    public void close(CloseReason reason) {
      session.close(reason);
    }

    @Override
    public void ended() {
      session.ended();
    }

    @Override
    public void broke() {
      session.broke();
    }
  }

  private final Channel channel;
  private final FrameWriter writer;
  private final FrameWriter.Target target;
  private final FrameReader reader;
  private final Outbox outbox;
  private final Liveness liveness;
  private final LongSupplier clock;
  private final WsEvents events;
  private final ControlRate controls;
  private @Nullable Receiver receiver;
  private @Nullable CloseReason closedFor;

  /// No frame goes out any more.
  private boolean closing;

  private boolean gone;
  private int ticksClosed;

  /// The last ping that could not be answered yet; RFC 6455, 5.5.3: it answers those before, too.
  private byte @Nullable [] unanswered;

  /// @param clock milliseconds of a clock that nobody can set
  WsConnection(
      ServerWebSocket socket,
      FrameWriter writer,
      WsSettings settings,
      LongSupplier clock,
      WsEvents events) {
    this.writer = writer;
    this.clock = clock;
    this.events = events;
    ChannelHandlerContext context = ((WebSocketInternal) socket).channelHandlerContext();
    this.channel = context.channel();
    this.target = new FrameWriter.Target(context);
    this.outbox = new Outbox(target, settings.outboxBytes());
    this.reader = new FrameReader(this, settings.maxFrameBytes());
    channel.pipeline().addBefore(context.name(), "frames", reader);
    HttpGuard.leave(channel.pipeline());
    // The server's idle time-out is for handshakes and HTTP. Dead sockets are found by pings, and a
    // quiet one is not dead.
    if (channel.pipeline().get(IdleStateHandler.class) != null) {
      channel.pipeline().remove(IdleStateHandler.class);
    }
    long now = clock.getAsLong();
    this.controls = new ControlRate(settings.controls(), now);
    this.liveness = new Liveness(settings.pings(), now);
    channel
        .config()
        .setWriteBufferWaterMark(
            new WriteBufferWaterMark(settings.outboxBytes() / 2, settings.outboxBytes()));
    if (channel.config() instanceof EpollSocketChannelConfig epoll) {
      epoll.setTcpNotSentLowAt(UNSENT_IN_SYSTEM);
    }
  }

  /// Begins to hand messages to a session of the chat.
  void open(Session session) {
    open(new OfSession(session));
  }

  /// Begins to hand messages to their receiver.
  void open(Receiver owner) {
    receiver = owner;
  }

  /// The socket is closed.
  void gone() {
    gone = true;
    receiver().ended();
  }

  @Override
  public boolean heard(boolean bare) {
    if (closing || gone) {
      return false;
    }
    long now = clock.getAsLong();
    liveness.heard(now);
    if (bare && !controls.take(now)) {
      reader.discard(channel.pipeline().context(reader));
      fail(CloseReason.CONTROL_FLOOD);
      return false;
    }
    return true;
  }

  @Override
  public void text(String message) {
    try {
      receiver().text(message);
    } catch (RuntimeException e) {
      LOG.error("a frame could not be handled", e);
      receiver().broke();
    }
  }

  @Override
  public void binary(byte[] message) {
    receiver().binary(message);
  }

  @Override
  public void pinged(byte[] payload) {
    if (outbox.hasRoom()) {
      writer.write(target, FrameWriter.PONG, payload);
    } else {
      unanswered = payload;
    }
  }

  @Override
  public void ponged() {
    long after = liveness.ponged(clock.getAsLong());
    if (after >= 0) {
      events.ponged(after);
    }
  }

  @Override
  public void closing(int code) {
    if (closing) {
      target.close();
      return;
    }
    closing = true;
    receiver().ended();
    byte[] payload =
        code == 0 ? new byte[0] : ByteBuffer.allocate(2).putShort((short) code).array();
    writer.write(target, FrameWriter.CLOSE, payload);
    // The server ends the connection, and at once.
    writer.last(target, () -> target.close());
  }

  @Override
  public void fail(CloseReason reason) {
    receiver().close(reason);
    // Nothing that comes is read any more, so an answer to the close frame would not be seen.
    writer.last(target, target::shutdown);
  }

  @Override
  public void defect(Throwable cause) {
    LOG.error("a socket failed", cause);
    receiver().broke();
    writer.last(target, target::shutdown);
  }

  @Override
  public void writabilityChanged() {
    boolean writable = outbox.hasRoom();
    channel.config().setAutoRead(writable && reader.open());
    outbox.changed();
    if (!writable) {
      return;
    }
    receiver().drained();
    liveness.readAgain(clock.getAsLong());
    byte[] ping = unanswered;
    unanswered = null;
    if (ping != null && !closing) {
      writer.write(target, FrameWriter.PONG, ping);
    }
  }

  @Override
  public void send(Reply reply) {
    write(FrameWriter.TEXT, FrameCodec.encode(reply));
  }

  @Override
  public void push(Push push) {
    write(FrameWriter.TEXT, writer.encoded(push));
  }

  /// Sends a message of one frame.
  void write(int type, byte[] frame) {
    if (!alive()) {
      return;
    }
    if (outbox.squeeze(frame.length)) {
      writer.write(target, type, frame);
    } else {
      receiver().close(CloseReason.SLOW_CONSUMER);
    }
  }

  /// Sends a message that is the same object for all who get it in this turn; one that the outbox
  /// has no room for is sent all the same, up to a bound.
  void share(Object key, int type, byte[] frame) {
    if (!alive()) {
      return;
    }
    if (outbox.squeeze(frame.length)) {
      writer.share(target, key, type, frame);
    } else {
      receiver().close(CloseReason.SLOW_CONSUMER);
    }
  }

  @Override
  public Offer offer(Delivery delivery) {
    if (!alive()) {
      return Offer.CLOSED;
    }
    if (!outbox.hasRoom()) {
      return Offer.OVERFLOW;
    }
    writer.write(target, delivery);
    return Offer.ACCEPTED;
  }

  @Override
  public boolean writable() {
    return alive() && outbox.hasRoom();
  }

  @Override
  public boolean reads() {
    return outbox.reads();
  }

  private boolean alive() {
    return !gone && !closing && channel.isActive();
  }

  @Override
  public void close(CloseReason reason) {
    close(reason, reason.code(), reason.wire());
  }

  /// Closes with a code and a text of its protocol.
  ///
  /// @param reason for metrics
  void close(CloseReason reason, int code, String words) {
    if (closing || gone) {
      return;
    }
    closing = true;
    closedFor = reason;
    byte[] text = words.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer payload = ByteBuffer.allocate(2 + text.length);
    writer.write(target, FrameWriter.CLOSE, payload.putShort((short) code).put(text).array());
    writer.flush(target);
  }

  /// Why the connection ended, for metrics.
  String closeLabel() {
    return closedFor == null ? WsEvents.CLIENT : WsEvents.label(closedFor);
  }

  private Receiver receiver() {
    if (receiver == null) {
      throw new IllegalStateException("a connection that was never opened");
    }
    return receiver;
  }

  /// A close frame stands behind everything that the client has not read. If the client no longer
  /// reads, it would stand there for ever, and so would the socket. And a client that has the frame
  /// may ignore it.
  private void giveUp() {
    ticksClosed++;
    boolean told = ticksClosed > CLOSING_TICKS && target.queuedBytes() == 0;
    if (told || ticksClosed > GIVE_UP_TICKS) {
      target.close();
    }
  }

  /// Keeps the ping and the receiver's deadlines; called about once a second.
  void tick() {
    long now = clock.getAsLong();
    receiver().tick();
    if (closing || gone) {
      giveUp();
      return;
    }
    if (!outbox.hasRoom()) {
      // Nothing is read from it, so it cannot be heard; how long that may last is up to the
      // session.
      return;
    }
    if (outbox.shrank()) {
      liveness.heard(now);
    }
    switch (liveness.look(now)) {
      case NOTHING -> {}
      case PING -> writer.write(target, FrameWriter.PING, new byte[0]);
      case CLOSE -> receiver().close(CloseReason.PING_TIMEOUT);
    }
  }
}
