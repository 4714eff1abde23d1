package io.chatcluster.ws;

import io.chatcluster.protocol.CloseReason;
import io.chatcluster.room.Batch;
import io.chatcluster.room.Offer;
import io.chatcluster.session.Connection;
import io.chatcluster.session.Session;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One native WebSocket: bytes, limits, liveness. Owned by its event loop.
final class WsConnection implements Connection {

  private static final Logger LOG = LoggerFactory.getLogger(WsConnection.class);

  /// How many ticks a client may take to close from its side.
  private static final int CLOSING_TICKS = 5;

  private final ServerWebSocket socket;
  private final Channel channel;
  private final FrameWriter writer;
  private final FrameWriter.Target target;
  private final WsSettings settings;
  private @Nullable Session session;
  private @Nullable CloseReason closedFor;
  private boolean gone;
  private int ticksClosed;
  private long unreadReplyBytes;
  private long lastHeardMillis;
  private long nextPingMillis;
  private long pingedMillis;

  WsConnection(ServerWebSocket socket, FrameWriter writer, WsSettings settings, long nowMillis) {
    this.socket = socket;
    this.writer = writer;
    this.settings = settings;
    ChannelHandlerContext context = ((WebSocketInternal) socket).channelHandlerContext();
    this.channel = context.channel();
    this.target = new FrameWriter.Target(context);
    // The server's idle time-out is for handshakes and HTTP; pings find dead sockets, and a quiet
    // one is no dead one.
    if (channel.pipeline().get(IdleStateHandler.class) != null) {
      channel.pipeline().remove(IdleStateHandler.class);
    }
    this.lastHeardMillis = nowMillis;
    this.nextPingMillis = nowMillis + settings.pingIntervalMillis();
    channel
        .config()
        .setWriteBufferWaterMark(
            new WriteBufferWaterMark(settings.outboxBytes() / 2, settings.outboxBytes()));
  }

  /// Begins to hand frames to the session.
  void open(Session owner, LongSupplier clock, WsEvents events, Runnable onClosed) {
    session = owner;
    socket.textMessageHandler(
        text -> {
          lastHeardMillis = clock.getAsLong();
          received(owner, text);
        });
    socket.binaryMessageHandler(_ -> owner.close(CloseReason.UNSUPPORTED));
    socket.pongHandler(_ -> ponged(clock.getAsLong(), events));
    socket.exceptionHandler(
        failure -> {
          LOG.debug("socket: {}", failure.toString());
          boolean lost = failure instanceof IOException || failure instanceof VertxException;
          if (!lost) {
            // Vert.x refuses what is longer than its limits, and nothing else, by this road.
            owner.close(CloseReason.FRAME_TOO_BIG);
          }
        });
    socket.closeHandler(
        _ -> {
          gone = true;
          owner.ended();
          onClosed.run();
        });
  }

  private void ponged(long nowMillis, WsEvents events) {
    lastHeardMillis = nowMillis;
    // A pong that nobody asked for measures nothing.
    if (pingedMillis > 0) {
      events.ponged(nowMillis - pingedMillis);
      pingedMillis = 0;
    }
  }

  private void received(Session owner, String text) {
    try {
      if (tooBig(text)) {
        owner.close(CloseReason.FRAME_TOO_BIG);
      } else {
        owner.received(text);
      }
    } catch (RuntimeException e) {
      LOG.error("a frame could not be handled", e);
      owner.broke();
    }
  }

  private boolean tooBig(String text) {
    int limit = settings.maxFrameBytes();
    return text.length() > limit
        || (text.length() > limit / 3 && text.getBytes(StandardCharsets.UTF_8).length > limit);
  }

  @Override
  public void send(byte[] frame) {
    if (!alive()) {
      return;
    }
    // Replies cannot be read again from a log, so they are not refused; but a client that asks on
    // and on and reads nothing is not fed for ever.
    unreadReplyBytes = channel.isWritable() ? 0 : unreadReplyBytes + frame.length;
    if (unreadReplyBytes > settings.outboxBytes()) {
      session().close(CloseReason.SLOW_CONSUMER);
    } else {
      writer.write(target, frame);
    }
  }

  @Override
  public Offer offer(Batch batch) {
    if (!alive()) {
      return Offer.CLOSED;
    }
    if (!channel.isWritable()) {
      return Offer.OVERFLOW;
    }
    writer.write(target, batch);
    return Offer.ACCEPTED;
  }

  @Override
  public boolean writable() {
    return alive() && channel.isWritable();
  }

  private boolean alive() {
    return !gone && closedFor == null && channel.isActive();
  }

  @Override
  public void close(CloseReason reason) {
    if (closedFor != null || gone) {
      return;
    }
    closedFor = reason;
    writer.flush(target);
    socket
        .close((short) reason.code(), reason.wire())
        .onFailure(failure -> LOG.debug("close: {}", failure.toString()));
  }

  /// Why the connection ended, for metrics.
  String closeLabel() {
    return closedFor == null ? WsEvents.CLIENT : WsEvents.label(closedFor);
  }

  Session session() {
    if (session == null) {
      throw new IllegalStateException("a connection that was never opened");
    }
    return session;
  }

  /// A close frame stands behind all that the client has not read; if it reads nothing any more, it
  /// would stand there for ever, and so would the socket.
  private void giveUp() {
    ChannelHandlerContext nearest = channel.pipeline().firstContext();
    if (!gone && ++ticksClosed > CLOSING_TICKS && nearest != null) {
      // Below Vert.x, which would queue this behind the same bytes.
      ChannelFuture _ = nearest.close();
    }
  }

  /// Keeps the ping and the session's deadlines; called about once a second.
  void tick(long nowMillis) {
    Session owner = session();
    owner.tick();
    if (closedFor != null || gone) {
      giveUp();
      return;
    }
    boolean owesPong = pingedMillis > lastHeardMillis;
    if (owesPong && nowMillis - pingedMillis > settings.pingTimeoutMillis()) {
      owner.close(CloseReason.PING_TIMEOUT);
      return;
    }
    if (nowMillis < nextPingMillis) {
      return;
    }
    nextPingMillis = nowMillis + settings.pingIntervalMillis();
    // Counted from the first that is unanswered: or pings in a row would put the end off for ever.
    if (!owesPong) {
      pingedMillis = nowMillis;
    }
    socket.writePing(Buffer.buffer()).onFailure(f -> LOG.debug("ping: {}", f.toString()));
  }
}
