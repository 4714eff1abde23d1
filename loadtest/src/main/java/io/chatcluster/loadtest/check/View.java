package io.chatcluster.loadtest.check;

import io.chatcluster.loadtest.client.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one client shows of one room, after rollbacks: C2, C3, C6, C7 of a client.
final class View {

  private record Shown(Position at, String id, boolean afterGap) {}

  final String client;
  final String room;
  private final Findings findings;
  private final List<Shown> shown = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();

  /// What the first message shown has to follow.
  private Position base;

  private Position position;
  private @Nullable Position gapNext;
  private long movedNanos;

  View(String client, String room, Position base, Findings findings) {
    this.client = client;
    this.room = room;
    this.findings = findings;
    this.base = base;
    this.position = base;
  }

  void deliver(Event.Deliver message, long nanos) {
    if (ids.contains(message.id())) {
      findings.add(
          Findings.DUPLICATE, who() + "was handed a message twice", message.id(), message.at());
      return;
    }
    boolean afterGap = gapNext != null;
    if (!afterGap && !message.prev().equals(position)) {
      findings.add(
          Findings.CHAIN,
          who() + "stood at " + position + " and was handed a successor of " + message.prev(),
          message.id(),
          message.at());
    }
    shown.add(new Shown(message.at(), message.id(), afterGap));
    ids.add(message.id());
    position = message.at();
    gapNext = null;
    movedNanos = nanos;
  }

  void rollback(Position to, Sends sends, long nanos) {
    Map<Position, String> acked = sends.ackedBetween(room, to, position, nanos);
    // What lies below the view's base may have been shown earlier. Above it, the client may have
    // followed another branch, whose messages stood at other positions.
    acked.forEach(
        (at, id) -> {
          if (!at.isAfter(base) || shown.contains(new Shown(at, id, false))) {
            findings.add(
                Findings.ROLLED_BACK,
                who() + "was told that an acked message is gone, by a rollback to " + to,
                id,
                at);
          }
        });
    while (!shown.isEmpty() && shown.getLast().at().isAfter(to)) {
      ids.remove(shown.removeLast().id());
    }
    if (base.isAfter(to)) {
      base = to;
    }
    position = to;
    gapNext = null;
    movedNanos = nanos;
  }

  void gap(Event.Gap gap, boolean allowed, long nanos) {
    if (!allowed) {
      findings.add(
          Findings.CHAIN,
          who() + "was told of a gap though nothing is beyond retention",
          gap.after(),
          gap.next());
    }
    gapNext = gap.next();
    movedNanos = nanos;
  }

  /// C3: what is shown is a piece of the stored history, without a hole.
  ///
  /// @param ended whether the client need not have heard of the last rollback
  void checkOrder(RoomHistory history, boolean ended) {
    int expected = history.countUpTo(base);
    int known = lastKnown(history);
    for (int i = 0; i < shown.size(); i++) {
      Shown message = shown.get(i);
      Stored stored = history.at(message.at());
      if (stored == null || !stored.id().equals(message.id())) {
        if (!ended || i < known) {
          findings.add(
              Findings.ORDER,
              who() + "shows what the room does not have there",
              message.id(),
              message.at());
        }
        continue;
      }
      int index = history.indexOf(message.at());
      if (index != expected && !(message.afterGap() && index > expected)) {
        findings.add(
            Findings.ORDER,
            who() + "shows number " + index + " of the room where number " + expected + " belongs",
            message.id(),
            message.at());
      }
      expected = index + 1;
    }
  }

  /// The place of the last message shown that the room has; -1 if there is none.
  private int lastKnown(RoomHistory history) {
    int last = shown.size() - 1;
    while (last >= 0 && history.at(shown.get(last).at()) == null) {
      last--;
    }
    return last;
  }

  /// C5: the client has come to the end of the room in time.
  void checkReached(Position head, long deadlineNanos) {
    if (!position.equals(head) && !head.equals(gapNext)) {
      findings.add(Findings.STUCK, who() + "stands at " + position + ", not at the head", head);
    } else if (movedNanos > deadlineNanos) {
      long late = (movedNanos - deadlineNanos) / 1_000_000;
      findings.add(Findings.STUCK, who() + "reached the head " + late + " ms too late", head);
    }
  }

  private String who() {
    return client + " in " + room + " ";
  }
}
