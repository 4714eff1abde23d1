package io.chatcluster.loadtest.crowd;

import io.chatcluster.loadtest.bench.ClientFrames;
import io.chatcluster.loadtest.bench.FrameScanner;
import io.chatcluster.loadtest.bench.FrameSink;
import io.chatcluster.loadtest.bench.ProtocolViolation;
import io.chatcluster.loadtest.bench.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One connection of a client, from dialing to its end, which is told once.
///
/// Owned by its lane's loop.
final class Visit extends ChannelInboundHandlerAdapter implements FrameSink {
  private static final byte[] NOTHING = {};
  private static final int STATUS_AT = "HTTP/1.1 ".length();
  private static final int STATUS_END = STATUS_AT + 3;

  private final CrowdLane lane;
  private final CrowdClient client;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Phase reached;
  private byte[] rest = NOTHING;
  private boolean ended;

  Visit(CrowdLane lane, CrowdClient client) {
    this.lane = lane;
    this.client = client;
  }

  /// For people: how far it has come.
  String way() {
    return reached == null ? "not accepted" : "only " + reached.title();
  }

  private void reach(Phase phase) {
    reached = phase;
    client.reached(phase);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    if (ended) {
      var _ = ctx.close();
      return;
    }
    reach(Phase.ACCEPTED);
    var request = ClientFrames.upgrade(lane.plan.url());
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
    var scratch = lane.scratch;
    int carried = rest.length;
    int to = carried + Math.min(in.readableBytes(), scratch.length - carried);
    System.arraycopy(rest, 0, scratch, 0, carried);
    in.readBytes(scratch, carried, to - carried);
    int from = reached == Phase.ACCEPTED ? upgraded(scratch, to) : 0;
    if (reached != Phase.ACCEPTED && !ended) {
      from = FrameScanner.scan(scratch, from, to, this);
    }
    rest = from == to ? NOTHING : Arrays.copyOfRange(scratch, from, to);
  }

  private int upgraded(byte[] bytes, int to) {
    for (int i = 3; i < to; i++) {
      if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
        var head = new String(bytes, 0, Math.min(to, STATUS_END), StandardCharsets.US_ASCII);
        if (!head.equals("HTTP/1.1 101")) {
          var status = head.startsWith("HTTP/1.") ? head.substring(STATUS_AT) : "no HTTP";
          end(Ending.broken("the upgrade was answered with " + status));
          return to;
        }
        reach(Phase.UPGRADED);
        send("{\"type\":\"connect\",\"ref\":\"c\",\"token\":\"" + client.token() + "\"}");
        return i + 1;
      }
    }
    if (to == bytes.length) {
      throw new ProtocolViolation("an answer to the upgrade without an end");
    }
    return 0;
  }

  private void send(String frame) {
    if (context != null) {
      var payload = frame.getBytes(StandardCharsets.UTF_8);
      var _ =
          context.writeAndFlush(ClientFrames.text(context.alloc(), payload), context.voidPromise());
    }
  }

  @Override
  public void text(byte[] bytes, int start, int end) {
    if (ended) {
      return;
    }
    var reply = new Reply(new String(bytes, start, end - start, StandardCharsets.UTF_8));
    switch (reply.text("type")) {
      case "connected" -> connected();
      case "joined" -> reach(Phase.JOINED);
      case "pong" -> client.pong();
      case "drain" -> client.drain(reply.number("min"), reply.number("max"));
      case "error" -> end(Ending.refused(reply.text("code")));
      default -> {
        // Somebody talks in the room, or somebody has to go back: nothing to do for who is idle.
      }
    }
  }

  private void connected() {
    reach(Phase.CONNECTED);
    if (lane.plan.last() == Phase.JOINED) {
      send("{\"type\":\"join\",\"ref\":\"j\",\"room\":\"" + client.room() + "\"}");
    }
  }

  /// Sends a `ping` command, which the session answers and not only its socket.
  void ping() {
    send("{\"type\":\"ping\",\"ref\":\"p\"}");
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
    end(Ending.closed(code));
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end(Ending.broken("the connection was cut"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    end(Ending.broken(Ending.reason(cause)));
  }

  /// Closes and tells, if that was not done yet.
  void end(Ending ending) {
    if (!ended) {
      leave();
      client.ended(ending);
    }
  }

  /// Closes without telling.
  void leave() {
    ended = true;
    if (context != null) {
      var _ = context.close();
    }
  }
}
