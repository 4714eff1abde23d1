package io.chatcluster.loadtest.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One socket of the generator: connects, joins its room, counts what comes, publishes when told.
///
/// Owned by its lane's loop; [#ready()] may be waited for anywhere.
final class LoadSocket extends ChannelInboundHandlerAdapter implements FrameSink {
  private static final byte[] NOTHING = {};
  private static final int TYPE_AT = 9;
  private static final int OK_REF_AT = "{\"type\":\"ok\",\"ref\":\"".length();

  private enum State {
    UPGRADING,
    CONNECTING,
    JOINING,
    JOINED,
    CLOSED
  }

  private final Lane lane;
  private final Seat seat;
  private final byte[] room;
  private final Chain chain = new Chain();
  private final CompletableFuture<LoadSocket> ready = new CompletableFuture<>();
  private @Nullable ChannelHandlerContext context;
  private @Nullable ChatFrame chat;
  private State state = State.UPGRADING;
  private byte[] rest = NOTHING;
  private long now;
  private long clockAhead;
  private long received;
  private boolean unflushed;

  LoadSocket(Lane lane, Seat seat) {
    this.lane = lane;
    this.seat = seat;
    this.room = seat.room().getBytes(StandardCharsets.US_ASCII);
  }

  Lane lane() {
    return lane;
  }

  Chain chain() {
    return chain;
  }

  int room() {
    return seat.index();
  }

  /// Messages of this run that it has received, each counted once.
  long received() {
    return received;
  }

  boolean closed() {
    return state == State.CLOSED;
  }

  /// Completes when it has joined its room.
  CompletableFuture<LoadSocket> ready() {
    return ready;
  }

  /// Counts from zero; its position stays.
  void beginRun() {
    received = 0;
    chain.forgetCounts();
  }

  /// Writes a message, to be flushed by [#flush()].
  ///
  /// @return whether it is the first one since the last flush
  boolean publish(int run, long sequence) {
    if (state != State.JOINED || context == null) {
      lane.tally.trouble("publisher closed");
      return false;
    }
    if (chat == null) {
      chat = new ChatFrame(seat.room(), lane.textBytes);
    }
    var payload = chat.fill(run, sequence, lane.ids, System.currentTimeMillis() + clockAhead);
    var _ = context.write(ClientFrames.text(context.alloc(), payload), context.voidPromise());
    lane.tally.sent();
    boolean first = !unflushed;
    unflushed = true;
    return first;
  }

  void flush() {
    unflushed = false;
    if (context != null) {
      context.flush();
    }
  }

  void close() {
    state = State.CLOSED;
    if (context != null) {
      var _ = context.close();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    var _ = ctx.writeAndFlush(ctx.alloc().buffer().writeBytes(ClientFrames.upgrade(seat.node())));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    var in = (ByteBuf) message;
    try {
      now = System.nanoTime();
      var scratch = lane.scratch;
      int carried = rest.length;
      int to = carried + in.readableBytes();
      System.arraycopy(rest, 0, scratch, 0, carried);
      in.readBytes(scratch, carried, to - carried);
      int from = state == State.UPGRADING ? upgraded(scratch, to) : 0;
      if (state != State.UPGRADING) {
        from = FrameScanner.scan(scratch, from, to, this);
      }
      rest = from == to ? NOTHING : Arrays.copyOfRange(scratch, from, to);
    } finally {
      in.release();
    }
  }

  private int upgraded(byte[] bytes, int to) {
    for (int i = 3; i < to; i++) {
      if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
        var status = new String(bytes, 0, Math.min(to, 12), StandardCharsets.US_ASCII);
        if (!status.equals("HTTP/1.1 101")) {
          throw new ProtocolViolation("the upgrade was answered with " + status);
        }
        state = State.CONNECTING;
        send("{\"type\":\"connect\",\"ref\":\"c\",\"token\":\"" + seat.token() + "\"}");
        return i + 1;
      }
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
    if (!ChatPush.matches(bytes, start, end)) {
      reply(bytes, start, end);
      return;
    }
    var push = lane.push;
    if (!push.read(bytes, start, end, room)) {
      lane.tally.trouble("push of another room");
      return;
    }
    if (!chain.accept(push.atEpoch, push.atOffset, push.prevEpoch, push.prevOffset)) {
      return;
    }
    if (push.text < 0) {
      lane.tally.trouble("foreign message");
    } else if (MessageText.run(bytes, push.text) == lane.tally.run().number()) {
      received++;
      lane.tally.delivered(MessageText.sequence(bytes, push.text), now);
    } else {
      lane.tally.trouble("message of an earlier run");
    }
  }

  private void reply(byte[] bytes, int start, int end) {
    if (end - start > OK_REF_AT && bytes[start + TYPE_AT] == 'o') {
      acked(bytes, start + OK_REF_AT, end);
      return;
    }
    var reply = new Reply(new String(bytes, start, end - start, StandardCharsets.UTF_8));
    switch (reply.text("type")) {
      case "connected" -> {
        state = State.JOINING;
        // Ids carry the time of the node's clock: it takes none from its future.
        clockAhead = reply.number("ts") - System.currentTimeMillis();
        send("{\"type\":\"join\",\"ref\":\"j\",\"room\":\"" + seat.room() + "\"}");
      }
      case "joined" -> {
        chain.startAt(reply.epoch("from"), reply.offset("from"));
        state = State.JOINED;
        ready.complete(this);
      }
      case "error" -> refused(reply.text("code"));
      default -> lane.tally.trouble("push " + reply.text("type"));
    }
  }

  private void acked(byte[] bytes, int start, int end) {
    long ref = 0;
    for (int i = start; i < end && bytes[i] != '"'; i++) {
      ref = ref * 10 + (bytes[i] - '0');
    }
    if (ChatFrame.run(ref) == lane.tally.run().number()) {
      lane.tally.acked(seat.index(), ChatFrame.sequence(ref), now);
    }
  }

  private void refused(String code) {
    if (state == State.JOINED) {
      lane.tally.refused(code);
    } else {
      ready.completeExceptionally(new ProtocolViolation("the server answered " + code));
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
    lane.tally.trouble("closed with " + code);
    close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (state != State.CLOSED) {
      lane.tally.trouble("connection cut");
    }
    state = State.CLOSED;
    ready.completeExceptionally(new ProtocolViolation("the server closed the connection"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    lane.tally.trouble(cause.toString());
    ready.completeExceptionally(cause);
    close();
  }
}
