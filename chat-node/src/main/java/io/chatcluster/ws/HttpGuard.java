package io.chatcluster.ws;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.VertxConnection;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Guards a connection that is not a WebSocket (yet): how much of it is read at once, and how long
/// a request may take to come.
///
/// Answers need no guard: Vert.x begins with the next request of a connection only when the answer
/// to the last one has been given to the system, and reads no more until then. Owned by the
/// connection's event loop.
final class HttpGuard extends ChannelInboundHandlerAdapter {

  /// All requests in one read are made into objects at once, and each costs much more than its
  /// bytes.
  private static final int READ_AT_ONCE = 8 * 1024;

  /// More than the longest head that any path accepts.
  private static final int HEAD = 16 * 1024;

  private static final int FIRST_READ = 1_024;
  private static final int LEAST_READ = 64;

  private final Channel channel;
  private final LongSupplier clock;
  private final int longestRequest;
  private final Runnable onTooLong;
  private final Consumer<HttpGuard> onEnd;

  /// When the request began that has not completely arrived; 0 between requests.
  private long beganMillis;

  private long requestBytes;

  private boolean ended;

  /// @param clock milliseconds of a clock that nobody can set; never 0
  /// @param longestBody that any path accepts
  /// @param onTooLong called when it is cut off for that
  /// @param onEnd called once, when the connection is closed or has become a WebSocket
  HttpGuard(
      HttpConnection connection,
      LongSupplier clock,
      int longestBody,
      Runnable onTooLong,
      Consumer<HttpGuard> onEnd) {
    ChannelHandlerContext context = ((VertxConnection) connection).channelHandlerContext();
    this.channel = context.channel();
    this.clock = clock;
    this.longestRequest = HEAD + longestBody;
    this.onTooLong = onTooLong;
    this.onEnd = onEnd;
    AdaptiveRecvByteBufAllocator reads =
        new AdaptiveRecvByteBufAllocator(LEAST_READ, FIRST_READ, READ_AT_ONCE);
    channel.config().setRecvByteBufAllocator(reads.maxMessagesPerRead(1));
    channel.pipeline().addFirst(this);
    channel.pipeline().addBefore(context.name(), null, new Whole());
  }

  /// What comes behind the decoder: requests in pieces.
  private final class Whole extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof LastHttpContent) {
        beganMillis = 0;
        requestBytes = 0;
      }
      context.fireChannelRead(message);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (beganMillis == 0) {
      beganMillis = clock.getAsLong();
    }
    requestBytes += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
    if (requestBytes > longestRequest) {
      ReferenceCountUtil.release(message);
      onTooLong.run();
      cut();
    } else {
      context.fireChannelRead(message);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end();
    context.fireChannelInactive();
  }

  private void end() {
    if (!ended) {
      ended = true;
      onEnd.accept(this);
    }
  }

  /// Whether a request has been on its way for longer than that.
  boolean late(long patienceMillis) {
    return beganMillis > 0 && clock.getAsLong() - beganMillis > patienceMillis;
  }

  /// Ends the connection without an answer.
  void cut() {
    ChannelHandlerContext nearest = channel.pipeline().firstContext();
    if (nearest != null) {
      ChannelFuture _ = nearest.close();
    }
  }

  /// Lets go of a connection that has become a WebSocket.
  static void leave(ChannelPipeline pipeline) {
    HttpGuard guard = pipeline.get(HttpGuard.class);
    if (guard != null) {
      pipeline.remove(guard);
      pipeline.remove(Whole.class);
      guard.end();
    }
  }
}
