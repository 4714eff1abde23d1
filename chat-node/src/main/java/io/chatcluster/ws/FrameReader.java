package io.chatcluster.ws;

import io.chatcluster.protocol.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/// What comes in on one WebSocket, as RFC 6455 wants it: makes messages of frames, and fails the
/// connection with the code that is due.
///
/// It stands in the pipeline before Vert.x' handler, which gets no frames: that one answers pings
/// into an unbounded queue, accepts text that is not UTF-8, and always closes with the same code.
/// Owned by the socket's event loop.
final class FrameReader extends ChannelInboundHandlerAdapter {

  private static final int CODE_BYTES = 2;

  /// How much is thrown away unread after the end: what may have been on its way.
  private static final int MOST_WASTED = 256 * 1024;

  private static final int LEAST_FRAME = 6;

  private final FrameSink sink;
  private final int maxMessageBytes;
  private boolean failed;
  private int wasted;

  /// What has come of a message in fragments: one of the two, or neither.
  private @Nullable TextAssembly text;

  private @Nullable ByteArrayOutputStream binary;
  private int messageBytes;

  FrameReader(FrameSink sink, int maxMessageBytes) {
    this.sink = sink;
    this.maxMessageBytes = maxMessageBytes;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (message instanceof WebSocketFrame frame && !failed) {
        read(context, frame);
      } else if (message instanceof ByteBuf bytes) {
        waste(context, bytes.readableBytes());
      }
    } catch (CharacterCodingException _) {
      fail(context, CloseReason.INVALID_TEXT);
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void read(ChannelHandlerContext context, WebSocketFrame frame)
      throws CharacterCodingException {
    if (frame instanceof CloseWebSocketFrame close) {
      closing(context, close.content());
      return;
    }
    if (!sink.heard(bare(frame))) {
      waste(context, frame.content().readableBytes() + LEAST_FRAME);
      return;
    }
    switch (frame) {
      case PingWebSocketFrame ping -> sink.pinged(ByteBufUtil.getBytes(ping.content()));
      case PongWebSocketFrame _ -> sink.ponged();
      default -> data(context, frame);
    }
  }

  /// Empty fragments could come for ever without making a message.
  private static boolean bare(WebSocketFrame frame) {
    return switch (frame) {
      case PingWebSocketFrame _, PongWebSocketFrame _ -> true;
      default -> !frame.isFinalFragment() && !frame.content().isReadable();
    };
  }

  private void closing(ChannelHandlerContext context, ByteBuf content)
      throws CharacterCodingException {
    if (content.readableBytes() < CODE_BYTES) {
      sink.closing(0);
      return;
    }
    int code = content.readUnsignedShort();
    if (CloseCode.mayBeSent(code)) {
      TextAssembly.whole(content);
      sink.closing(code);
    } else {
      fail(context, CloseReason.BROKEN_FRAME);
    }
  }

  private void data(ChannelHandlerContext context, WebSocketFrame frame)
      throws CharacterCodingException {
    ByteBuf content = frame.content();
    // The decoder has checked one frame's length and order; this is about the whole message.
    messageBytes = frame instanceof ContinuationWebSocketFrame ? messageBytes : 0;
    messageBytes += content.readableBytes();
    if (messageBytes > maxMessageBytes) {
      fail(context, CloseReason.FRAME_TOO_BIG);
      return;
    }
    switch (frame) {
      case TextWebSocketFrame whole when whole.isFinalFragment() ->
          sink.text(TextAssembly.whole(content));
      case TextWebSocketFrame _ -> {
        text = new TextAssembly();
        text.add(content);
      }
      case BinaryWebSocketFrame whole when whole.isFinalFragment() ->
          sink.binary(ByteBufUtil.getBytes(content));
      case BinaryWebSocketFrame _ -> {
        binary = new ByteArrayOutputStream();
        binary.writeBytes(ByteBufUtil.getBytes(content));
      }
      default -> go(frame.isFinalFragment(), content);
    }
  }

  private void go(boolean last, ByteBuf content) throws CharacterCodingException {
    TextAssembly characters = text;
    ByteArrayOutputStream bytes = binary;
    if (last) {
      text = null;
      binary = null;
    }
    if (characters != null && last) {
      sink.text(characters.finish(content));
    } else if (characters != null) {
      characters.add(content);
    } else if (bytes != null) {
      bytes.writeBytes(ByteBufUtil.getBytes(content));
      if (last) {
        sink.binary(bytes.toByteArray());
      }
    }
  }

  private void fail(ChannelHandlerContext context, CloseReason reason) {
    discard(context);
    sink.fail(reason);
  }

  /// Takes in no more frames: what still comes is thrown away unread.
  ///
  /// A socket must be read a little longer, otherwise the reset for what was not read could
  /// overtake the close frame.
  void discard(ChannelHandlerContext context) {
    failed = true;
    text = null;
    binary = null;
    if (context.pipeline().get(WebSocket13FrameDecoder.class) != null) {
      context.pipeline().remove(WebSocket13FrameDecoder.class);
    }
  }

  /// Stops reading from a client that keeps sending after the end.
  private void waste(ChannelHandlerContext context, int bytes) {
    wasted += bytes;
    if (!open()) {
      context.channel().config().setAutoRead(false);
    }
  }

  /// Whether the socket is worth reading at all.
  boolean open() {
    return wasted <= MOST_WASTED;
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    sink.writabilityChanged();
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
    Throwable cause =
        thrown instanceof DecoderException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (failed) {
      return;
    }
    switch (cause) {
      case CorruptedWebSocketFrameException corrupted ->
          fail(context, CloseCode.reason(corrupted.closeStatus().code()));
      case TooLongFrameException _ -> fail(context, CloseReason.FRAME_TOO_BIG);
      // The connection broke; the channel closes by itself.
      case IOException _ -> {}
      default -> {
        discard(context);
        sink.defect(cause);
      }
    }
  }
}
