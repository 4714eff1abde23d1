package io.chatcluster.node;

import io.chatcluster.broker.Draft;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;

/// One message between its sender and its ack. Owned by the publisher of its loop.
final class Sending {

  final RoomId room;
  final long sequence;
  final long acceptedMillis;
  private final Receipt receipt;
  Draft draft;
  Position at = Position.NONE;
  Position logId = Position.NONE;
  private boolean done;

  Sending(RoomId room, Draft draft, Receipt receipt, long sequence, long acceptedMillis) {
    this.room = room;
    this.draft = draft;
    this.receipt = receipt;
    this.sequence = sequence;
    this.acceptedMillis = acceptedMillis;
  }

  boolean done() {
    return done;
  }

  /// @return whether this is the first word to the sender
  boolean stored(Position position) {
    if (done) {
      return false;
    }
    done = true;
    receipt.stored(position);
    return true;
  }

  boolean failed(ErrorCode code, long retryAfterMillis) {
    if (done) {
      return false;
    }
    done = true;
    receipt.failed(code, retryAfterMillis);
    return true;
  }
}
