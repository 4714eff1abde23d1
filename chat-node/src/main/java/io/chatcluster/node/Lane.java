package io.chatcluster.node;

import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.RoomId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Messages of one room on their way into the log: first in, first out, one append under way at a
/// time.
///
/// One append at a time keeps a sender's order through every retry, and makes batches under load.
/// Owned by the publisher of its loop.
final class Lane {

  final RoomId room;
  private final ArrayDeque<Sending> queue = new ArrayDeque<>();
  private List<Sending> underWay = List.of();
  private boolean resting;

  /// Whether the log has answered for what is under way, and the archive is asked.
  private boolean proving;

  /// Why an opening failed, if that is what the lane waits for.
  private ErrorCode notOpened = ErrorCode.UNAVAILABLE;

  Lane(RoomId room) {
    this.room = room;
  }

  void add(Sending sending) {
    queue.add(sending);
  }

  boolean busy() {
    return !underWay.isEmpty();
  }

  /// Whether it waits before it tries again.
  boolean resting() {
    return resting;
  }

  void rest() {
    resting = true;
  }

  void wake() {
    resting = false;
  }

  void proving() {
    proving = true;
  }

  /// The room could not be opened, for that reason.
  void notOpened(ErrorCode code) {
    notOpened = code;
  }

  /// What keeps anybody from saying what will become of the messages under way.
  private ErrorCode doubt() {
    return proving ? ErrorCode.RETRY_LATER : notOpened;
  }

  /// Takes the next batch; the lane is busy until [#returned].
  List<Sending> take(int most) {
    List<Sending> batch = new ArrayList<>(Math.min(most, queue.size()));
    while (batch.size() < most && !queue.isEmpty()) {
      Sending next = queue.removeFirst();
      if (!next.done()) {
        batch.add(next);
      }
    }
    underWay = batch;
    return batch;
  }

  /// The append under way was answered; these go back to the place from which they came.
  void returned(List<Sending> back) {
    underWay = List.of();
    proving = false;
    putBack(back);
  }

  /// Puts messages back in the order in which they were accepted, except those whose senders have
  /// already been told.
  void putBack(List<Sending> back) {
    if (back.isEmpty()) {
      return;
    }
    List<Sending> all = new ArrayList<>(queue);
    for (Sending sending : back) {
      if (!sending.done()) {
        all.add(sending);
      }
    }
    all.sort(Comparator.comparingLong(sending -> sending.sequence));
    queue.clear();
    queue.addAll(all);
  }

  /// Refuses everything in the lane if a message in it, under way or not, has waited since before
  /// this time.
  ///
  /// What is under way is answered like the rest: nobody knows whether it is stored, and the
  /// answer says no more than that. All of the lane at once, because refusing one and storing the
  /// next would break a sender's order; what comes after that waits as before until the append
  /// under way is answered, so nothing overtakes it.
  ///
  /// @return whether it did
  boolean refuseExpired(long expired, Senders senders) {
    boolean waits = waitsSince(expired);
    if (waits) {
      senders.refuseAll(drain(), doubt());
    }
    return waits;
  }

  private boolean waitsSince(long millis) {
    Sending oldest = queue.peekFirst();
    return (oldest != null && oldest.acceptedMillis < millis)
        || underWay.stream().anyMatch(some -> !some.done() && some.acceptedMillis < millis);
  }

  /// Takes out everything that waits, and names what is under way too: nobody knows what will
  /// become of that.
  List<Sending> drain() {
    List<Sending> all = new ArrayList<>(underWay);
    all.addAll(queue);
    queue.clear();
    return all;
  }
}
