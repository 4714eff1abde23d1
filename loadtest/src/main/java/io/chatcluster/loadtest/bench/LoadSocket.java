package io.chatcluster.loadtest.bench;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One socket of the generator: connects, joins its room, counts what comes, publishes when told.
///
/// Owned by its lane's loop; [#ready()] may be waited for anywhere.
final class LoadSocket implements Line.Owner {
  private static final int TYPE_AT = 9;

  private static final int OK_REF_AT = "{\"type\":\"ok\",\"ref\":\"".length();

  private final Lane lane;
  private final Seat seat;
  private final byte[] room;
  private final Chain chain = new Chain();
  private final CompletableFuture<LoadSocket> ready = new CompletableFuture<>();
  private final Line line;
  private final byte[] signal;
  private @Nullable ChatFrame chat;
  private boolean joined;
  private long now;
  private long clockAhead;
  private long received;
  private boolean unflushed;

  LoadSocket(Lane lane, Seat seat) {
    this.lane = lane;
    this.seat = seat;
    this.room = seat.room().getBytes(StandardCharsets.US_ASCII);
    this.signal = signalTo(seat.room());
    this.line = new Line(seat.node(), lane.scratch, this);
  }

  /// With data as long as a message of the generator.
  private static byte[] signalTo(String room) {
    return """
        {"type":"signal","room":"%s","topic":"cursor",\
        "data":{"x":123456,"y":654321,"page":"seventeen","pressed":true}}"""
        .formatted(room)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /// The connection, which is to be dialed.
  Line line() {
    return line;
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
    return line.hasEnded();
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
    if (!joined || closed()) {
      lane.tally.trouble("publisher closed");
      return false;
    }
    if (chat == null) {
      chat = new ChatFrame(seat.room(), lane.textBytes);
    }
    var payload = chat.fill(run, sequence, lane.ids, System.currentTimeMillis() + clockAhead);
    line.write(payload);
    lane.tally.sent();
    boolean first = !unflushed;
    unflushed = true;
    return first;
  }

  /// Writes a signal, to be flushed by [#flush()].
  ///
  /// @return whether it is the first frame since the last flush
  boolean signal() {
    if (!joined || closed()) {
      lane.tally.trouble("teller closed");
      return false;
    }
    line.write(signal);
    lane.tally.signalled();
    boolean first = !unflushed;
    unflushed = true;
    return first;
  }

  void flush() {
    unflushed = false;
    line.flush();
  }

  void close() {
    line.close();
  }

  @Override
  public void opened() {
    line.send("{\"type\":\"connect\",\"ref\":\"c\",\"token\":\"" + seat.token() + "\"}");
  }

  @Override
  public void reads() {
    now = System.nanoTime();
  }

  @Override
  public boolean took(byte[] bytes, int start, int end) {
    if (ChatPush.matches(bytes, start, end)) {
      pushed(bytes, start, end);
      return true;
    }
    if (end - start > OK_REF_AT && bytes[start + TYPE_AT] == 'o') {
      acked(bytes, start + OK_REF_AT, end);
      return true;
    }
    if (end - start > OK_REF_AT
        && bytes[start + TYPE_AT] == 's'
        && bytes[start + TYPE_AT + 1] == 'i') {
      lane.tally.heard();
      return true;
    }
    return false;
  }

  private void pushed(byte[] bytes, int start, int end) {
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

  @Override
  public void told(Reply reply) {
    switch (reply.text("type")) {
      case "connected" -> {
        // Ids carry the time of the node's clock: it takes none from its future.
        clockAhead = reply.number("ts") - System.currentTimeMillis();
        line.send("{\"type\":\"join\",\"ref\":\"j\",\"room\":\"" + seat.room() + "\"}");
      }
      case "joined" -> {
        chain.startAt(reply.epoch("from"), reply.offset("from"));
        joined = true;
        ready.complete(this);
      }
      case "error" -> refused(reply.text("code"));
      default -> other(reply);
    }
  }

  /// An event of a kind that does not concern the generator still moves the position.
  private void other(Reply reply) {
    if (reply.text("prev").isEmpty()) {
      lane.tally.trouble("push " + reply.text("type"));
    } else {
      chain.accept(
          reply.epoch("at"), reply.offset("at"), reply.epoch("prev"), reply.offset("prev"));
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
    if (joined) {
      lane.tally.refused(code);
    } else {
      ready.completeExceptionally(new ProtocolViolation("the server answered " + code));
    }
  }

  @Override
  public void ended(Line which, String reason, int code) {
    lane.tally.trouble(reason);
    ready.completeExceptionally(new ProtocolViolation(reason));
  }
}
