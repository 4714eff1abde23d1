package io.chatcluster.loadtest.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One connection of a client that looks at everything it is told. Its end is reported once.
///
/// Owned by the event loop of its channel, where its owner is called.
public final class Line extends ChannelInboundHandlerAdapter implements FrameSink {
  /// The close code of RFC 6455 that no frame carries: the connection ended without one.
  public static final int NO_CODE = 1006;

  private static final byte[] NOTHING = {};
  private static final int STATUS_AT = "HTTP/1.1 ".length();
  private static final int STATUS_END = STATUS_AT + 3;

  /// Who talks over a line.
  public interface Owner {

    /// The server has taken the connection.
    default void accepted() {}

    /// It is a WebSocket now.
    void opened();

    /// Bytes have come, and are looked at now.
    default void reads() {}

    /// Looks at a text in place, before anything is made of it.
    ///
    /// @return whether nothing more need be told of it
    default boolean took(byte[] bytes, int start, int end) {
      return false;
    }

    void told(Reply reply);

    /// It has ended, but not by [Line#close()].
    ///
    /// @param code of the server's close frame; [#NO_CODE] where there was none
    void ended(Line which, String reason, int code);
  }

  private final URI url;
  private final Owner owner;
  private final byte[] scratch;
  private @Nullable ChannelHandlerContext context;
  private byte[] rest = NOTHING;
  private boolean open;
  private boolean ended;

  /// @param scratch where bytes lie while they are scanned; all lines of a loop may have the same
  public Line(URI url, byte[] scratch, Owner owner) {
    this.url = url;
    this.scratch = scratch;
    this.owner = owner;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    if (ended) {
      var _ = ctx.close();
      return;
    }
    owner.accepted();
    var request = ClientFrames.upgrade(url);
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
    owner.reads();
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
          end("the upgrade was answered with " + status, NO_CODE);
          return to;
        }
        open = true;
        owner.opened();
        return i + 1;
      }
    }
    if (to == scratch.length) {
      throw new ProtocolViolation("an answer to the upgrade without an end");
    }
    return 0;
  }

  URI url() {
    return url;
  }

  public void send(String frame) {
    write(frame.getBytes(StandardCharsets.UTF_8));
    flush();
  }

  /// Writes a text, to be flushed by [#flush()].
  void write(byte[] payload) {
    if (context != null) {
      var _ = context.write(ClientFrames.text(context.alloc(), payload), context.voidPromise());
    }
  }

  void flush() {
    if (context != null) {
      context.flush();
    }
  }

  @Override
  public void text(byte[] bytes, int start, int end) {
    if (!ended && !owner.took(bytes, start, end)) {
      owner.told(new Reply(new String(bytes, start, end - start, StandardCharsets.UTF_8)));
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
    end("closed with " + code, code);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end("the connection was cut", NO_CODE);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    end(reason(cause), NO_CODE);
  }

  /// What an error says at its root.
  public static String reason(Throwable cause) {
    var deepest = cause;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
  }

  private void end(String reason, int code) {
    if (!ended) {
      close();
      owner.ended(this, reason, code);
    }
  }

  public boolean hasEnded() {
    return ended;
  }

  /// Closes without reporting it.
  public void close() {
    ended = true;
    if (context != null) {
      var _ = context.close();
    }
  }
}
