package io.chatcluster.loadtest.storm;

import io.chatcluster.loadtest.bench.ClientFrames;
import io.chatcluster.loadtest.bench.FrameScanner;
import io.chatcluster.loadtest.bench.FrameSink;
import io.chatcluster.loadtest.bench.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One connection of a person; its end is told once.
///
/// Owned by the loop of its lane.
final class Line extends ChannelInboundHandlerAdapter implements FrameSink {
  private static final byte[] NOTHING = {};
  private static final int STATUS_AT = "HTTP/1.1 ".length();
  private static final int STATUS_END = STATUS_AT + 3;

  private final Person person;
  private final byte[] scratch;
  private @Nullable ChannelHandlerContext context;
  private byte[] rest = NOTHING;
  private boolean open;
  private boolean ended;

  /// @param scratch the lane's, where bytes lie while they are scanned
  Line(Person person, byte[] scratch) {
    this.person = person;
    this.scratch = scratch;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    if (ended) {
      var _ = ctx.close();
      return;
    }
    var request = ClientFrames.upgrade(person.url());
    var _ = ctx.writeAndFlush(ctx.alloc().buffer(request.length).writeBytes(request));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    var in = (ByteBuf) message;
    try {
      while (in.isReadable() && !ended) {
        read(in);
      }
    } finally {
      in.release();
    }
  }

  private void read(ByteBuf in) {
    int carried = rest.length;
    int to = carried + Math.min(in.readableBytes(), scratch.length - carried);
    System.arraycopy(rest, 0, scratch, 0, carried);
    in.readBytes(scratch, carried, to - carried);
    int from = open ? 0 : upgraded(to);
    if (open && !ended) {
      from = FrameScanner.scan(scratch, from, to, this);
    }
    rest = from == to ? NOTHING : Arrays.copyOfRange(scratch, from, to);
  }

  private int upgraded(int to) {
    for (int i = 3; i < to; i++) {
      if (scratch[i] == '\n' && scratch[i - 1] == '\r' && scratch[i - 2] == '\n') {
        var head = new String(scratch, 0, Math.min(to, STATUS_END), StandardCharsets.US_ASCII);
        if (!head.equals("HTTP/1.1 101")) {
          var status = head.startsWith("HTTP/1.") ? head.substring(STATUS_AT) : "no HTTP";
          end("the upgrade was answered with " + status);
          return to;
        }
        open = true;
        person.opened();
        return i + 1;
      }
    }
    return 0;
  }

  void send(String frame) {
    if (context != null) {
      var payload = frame.getBytes(StandardCharsets.UTF_8);
      var _ =
          context.writeAndFlush(ClientFrames.text(context.alloc(), payload), context.voidPromise());
    }
  }

  @Override
  public void text(byte[] bytes, int start, int end) {
    if (!ended) {
      person.told(new Reply(new String(bytes, start, end - start, StandardCharsets.UTF_8)));
    }
  }

  @Override
  public void ping(byte[] bytes, int start, int end) {
    if (context != null) {
      var _ =
          context.writeAndFlush(
              ClientFrames.pong(context.alloc(), bytes, start, end), context.voidPromise());
    }
  }

  @Override
  public void close(int code) {
    end("closed with " + code);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end("the connection was cut");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    end("the connection failed");
  }

  private void end(String reason) {
    if (!ended) {
      close();
      person.ended(this, reason);
    }
  }

  /// Closes without telling.
  void close() {
    ended = true;
    if (context != null) {
      var _ = context.close();
    }
  }
}
