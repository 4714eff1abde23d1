package io.chatcluster.node;

import io.chatcluster.broker.Draft;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;

/// One message between its sender and its ack. Owned by the publisher of its loop.
final class Sending {

  private static final long NEVER = Long.MIN_VALUE;

  final RoomId room;
  final long sequence;
  final long acceptedMillis;
  private final Receipt receipt;
  private final Draft draft;
  Position at = Position.NONE;
  Position queueId = Position.NONE;

  /// Whether the archive is being asked about it.
  boolean asked;

  private long provenUnder = NEVER;
  private Position lostAt = Position.NONE;
  private boolean done;

  /// @param acceptedMillis by the clock that nobody can set
  Sending(RoomId room, Draft draft, Receipt receipt, long sequence, long acceptedMillis) {
    this.room = room;
    this.draft = draft;
    this.receipt = receipt;
    this.sequence = sequence;
    this.acceptedMillis = acceptedMillis;
  }

  Draft draft() {
    return draft;
  }

  /// The draft as it may be appended under this epoch.
  ///
  /// What an older epoch appended may have reached the archive after it was asked.
  Draft draftFor(long epoch) {
    if (provenUnder != epoch) {
      return draft;
    }
    return lostAt.equals(Position.NONE) ? draft.asProven() : draft.asLostAt(lostAt);
  }

  /// The archive does not hold the message; it was asked under this epoch.
  ///
  /// @param lost where the log wrongly says that it stands; [Position#NONE] if it says nothing
  void proven(long epoch, Position lost) {
    provenUnder = epoch;
    lostAt = lost;
  }

  /// Whether this was shown under this epoch already.
  boolean provenLost(long epoch, Position place) {
    return provenUnder == epoch && place.equals(lostAt);
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
