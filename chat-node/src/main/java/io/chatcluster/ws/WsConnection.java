package io.chatcluster.ws;

import io.chatcluster.protocol.CloseReason;
import io.chatcluster.protocol.FrameCodec;
import io.chatcluster.protocol.Push;
import io.chatcluster.protocol.Reply;
import io.chatcluster.room.Delivery;
import io.chatcluster.room.Offer;
import io.chatcluster.session.Connection;
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
/// While the outbox is full nothing is read of the socket either: what its client asks for on and
/// on, be it by commands or by pings, waits in the client and not here.
final class WsConnection implements Connection, FrameSink {

  private static final Logger LOG = LoggerFactory.getLogger(WsConnection.class);

  /// How many ticks a client may take to close from its side, once it has been told.
  private static final int CLOSING_TICKS = 2;

  /// How many ticks the close frame may wait behind what the client does not take.
  private static final int GIVE_UP_TICKS = 5;

  /// The least part of an outbox that a client takes if it reads at all.
  private static final int STEADY = 16;

  /// What a frame in the queue costs beside its bytes.
  private static final int FRAME_COST = 256;

  /// Unsent bytes that the system may hold for a socket. It would take megabytes, and tell nobody
  /// for minutes that a slow client reads.
  private static final int UNSENT_IN_SYSTEM = 128 * 1024;

  private final Channel channel;
  private final FrameWriter writer;
  private final FrameWriter.Target target;
  private final FrameReader reader;
  private final WsSettings settings;
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

  /// What was queued since the outbox became full: replies, which cannot be read again from a log.
  private long overBytes;

  /// What was queued, and what was over, when the client was last seen to take something.
  private long fullBytes;

  private long fullOverBytes;
  private long queuedBytes;
  private long lastHeardMillis;
  private long nextPingMillis;
  private long pingedMillis;

  /// @param clock milliseconds of a clock that nobody can set
  WsConnection(
      ServerWebSocket socket,
      FrameWriter writer,
      WsSettings settings,
      LongSupplier clock,
      WsEvents events) {
    this.writer = writer;
    this.settings = settings;
    this.clock = clock;
    this.events = events;
    ChannelHandlerContext context = ((WebSocketInternal) socket).channelHandlerContext();
    this.channel = context.channel();
    this.target = new FrameWriter.Target(context);
    this.reader = new FrameReader(this, settings.maxFrameBytes());
    channel.pipeline().addBefore(context.name(), "frames", reader);
    HttpGuard.leave(channel.pipeline());
    // The server's idle time-out is for handshakes and HTTP; pings find dead sockets, and a quiet
    // one is no dead one.
    if (channel.pipeline().get(IdleStateHandler.class) != null) {
      channel.pipeline().remove(IdleStateHandler.class);
    }
    long now = clock.getAsLong();
    this.controls = new ControlRate(settings.controls(), now);
    this.lastHeardMillis = now;
    this.nextPingMillis = now + settings.pings().interval().toMillis();
    channel
        .config()
        .setWriteBufferWaterMark(
            new WriteBufferWaterMark(settings.outboxBytes() / 2, settings.outboxBytes()));
    if (channel.config() instanceof EpollSocketChannelConfig epoll) {
      epoll.setTcpNotSentLowAt(UNSENT_IN_SYSTEM);
    }
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
    lastHeardMillis = clock.getAsLong();
    if (bare && !controls.take(lastHeardMillis)) {
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
    if (channel.isWritable()) {
      writer.write(target, FrameWriter.PONG, payload);
    } else {
      unanswered = payload;
    }
  }

  @Override
  public void ponged() {
    // A pong that nobody asked for measures nothing.
    if (pingedMillis > 0) {
      events.ponged(clock.getAsLong() - pingedMillis);
      pingedMillis = 0;
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
    boolean writable = channel.isWritable();
    channel.config().setAutoRead(writable && reader.open());
    if (!writable) {
      fullBytes = target.queuedBytes();
      fullOverBytes = 0;
      return;
    }
    overBytes = 0;
    // What it has sent meanwhile comes now.
    lastHeardMillis = clock.getAsLong();
    pingedMillis = 0;
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
    // Replies are not refused; but what a client can have asked for before it was read no more is
    // bounded, too.
    if (!channel.isWritable()) {
      overBytes += frame.length + FRAME_COST;
    }
    if (overBytes > settings.outboxBytes()) {
      receiver().close(CloseReason.SLOW_CONSUMER);
    } else {
      writer.write(target, type, frame);
    }
  }

  @Override
  public Offer offer(Delivery delivery) {
    if (!alive()) {
      return Offer.CLOSED;
    }
    if (!channel.isWritable()) {
      return Offer.OVERFLOW;
    }
    writer.write(target, delivery);
    return Offer.ACCEPTED;
  }

  @Override
  public boolean writable() {
    return alive() && channel.isWritable();
  }

  @Override
  public boolean reads() {
    long taken = fullBytes - target.queuedBytes() + overBytes - fullOverBytes;
    if (taken < settings.outboxBytes() / STEADY) {
      return false;
    }
    fullBytes = target.queuedBytes();
    fullOverBytes = overBytes;
    return true;
  }

  private boolean alive() {
    return !gone && !closing && channel.isActive();
  }

  @Override
  public void close(CloseReason reason) {
    if (closing || gone) {
      return;
    }
    closing = true;
    closedFor = reason;
    byte[] text = reason.wire().getBytes(StandardCharsets.US_ASCII);
    ByteBuffer payload = ByteBuffer.allocate(2 + text.length);
    writer.write(
        target, FrameWriter.CLOSE, payload.putShort((short) reason.code()).put(text).array());
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

  /// A close frame stands behind all that the client has not read; if it reads nothing any more, it
  /// would stand there for ever, and so would the socket. And one that has the frame may not care.
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
    if (!channel.isWritable()) {
      // Nothing is read of it, so it cannot be heard; how long that may last is the session's.
      return;
    }
    long before = queuedBytes;
    queuedBytes = target.queuedBytes();
    if (queuedBytes < before) {
      // The ping may stand behind what it is taking.
      lastHeardMillis = now;
    }
    boolean owesPong = pingedMillis > lastHeardMillis;
    if (owesPong && now - pingedMillis > settings.pings().timeout().toMillis()) {
      receiver().close(CloseReason.PING_TIMEOUT);
      return;
    }
    if (now < nextPingMillis) {
      return;
    }
    nextPingMillis = now + settings.pings().interval().toMillis();
    // Counted from the first that is unanswered: or pings in a row would put the end off for ever.
    if (!owesPong) {
      pingedMillis = now;
    }
    writer.write(target, FrameWriter.PING, new byte[0]);
  }
}
