package io.chatcluster.node;

import io.chatcluster.broker.Draft;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import java.util.List;

/// Those who wait for an answer to a message: how many there are, and the one answer that each
/// gets.
///
/// Owned by the publisher of its loop.
final class Senders {

  private final Loop loop;
  private final int most;
  private final NodeEvents events;
  private long sequence;
  private int waiting;

  /// @param most who may wait at a time
  Senders(Loop loop, int most, NodeEvents events) {
    this.loop = loop;
    this.most = most;
    this.events = events;
  }

  int waiting() {
    return waiting;
  }

  boolean areTooMany() {
    return waiting >= most;
  }

  /// Tells a sender that too many are waiting.
  void turnAway(Receipt receipt) {
    events.refused(ErrorCode.OVERLOADED);
    receipt.failed(ErrorCode.OVERLOADED, Receipt.RETRY_AFTER_MILLIS);
  }

  /// From now on somebody waits.
  Sending take(RoomId room, Draft draft, Receipt receipt) {
    waiting++;
    return new Sending(room, draft, receipt, sequence++, loop.elapsedMillis());
  }

  /// The message is stored at the server's level.
  void ack(Sending sending, Position at) {
    if (sending.stored(at)) {
      waiting--;
      events.acked(loop.elapsedMillis() - sending.acceptedMillis);
    }
  }

  /// The message came again, with an id that was known.
  void repeated() {
    events.duplicate();
  }

  void refuse(Sending sending, ErrorCode code) {
    if (sending.failed(code, Receipt.RETRY_AFTER_MILLIS)) {
      waiting--;
      events.refused(code);
    }
  }

  void refuseAll(List<Sending> all, ErrorCode code) {
    for (Sending sending : all) {
      refuse(sending, code);
    }
  }
}
