package io.chatcluster.node;

import io.chatcluster.protocol.Audience;
import io.chatcluster.protocol.Drop;
import io.chatcluster.protocol.Signal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How often a session may tell somebody something about one topic: the first signal goes at once;
/// of what follows within the interval the newest goes when the interval is over.
///
/// Owned by one loop; pure. A key is remembered for an interval after its last signal.
final class SignalPace {

  /// What becomes of a signal.
  interface Outcomes {

    void send(Signal signal);

    void dropped(Drop why, int signals);
  }

  private final long intervalMillis;
  private final int most;
  private final Outcomes outcomes;

  /// In the order in which their intervals end.
  private final Map<Target, Slot> slots = new LinkedHashMap<>();

  private record Target(Audience to, Signal.Key key) {}

  private static final class Slot {
    final long untilMillis;
    @Nullable Signal held;

    Slot(long untilMillis) {
      this.untilMillis = untilMillis;
    }
  }

  /// @param most targets that are remembered; signals to others are dropped then
  SignalPace(long intervalMillis, int most, Outcomes outcomes) {
    this.intervalMillis = intervalMillis;
    this.most = most;
    this.outcomes = outcomes;
  }

  void signal(Signal signal, long nowMillis) {
    tick(nowMillis);
    Target target = new Target(signal.to(), signal.key());
    Slot slot = slots.get(target);
    if (slot != null) {
      if (slot.held != null) {
        outcomes.dropped(Drop.COALESCED, 1);
      }
      slot.held = signal;
    } else if (slots.size() >= most) {
      outcomes.dropped(Drop.WAITING, 1);
    } else {
      slots.put(target, new Slot(nowMillis + intervalMillis));
      outcomes.send(signal);
    }
  }

  /// Sends what has waited long enough, and forgets who has been silent.
  void tick(long nowMillis) {
    List<Signal> due = new ArrayList<>();
    Iterator<Slot> oldest = slots.values().iterator();
    while (oldest.hasNext()) {
      Slot slot = oldest.next();
      if (slot.untilMillis > nowMillis) {
        break;
      }
      oldest.remove();
      if (slot.held != null) {
        due.add(slot.held);
      }
    }
    for (Signal signal : due) {
      slots.put(new Target(signal.to(), signal.key()), new Slot(nowMillis + intervalMillis));
      outcomes.send(signal);
    }
  }

  /// How long until there is something to do; -1 if nothing is remembered.
  long waitMillis(long nowMillis) {
    Iterator<Slot> oldest = slots.values().iterator();
    return oldest.hasNext() ? Math.max(1, oldest.next().untilMillis - nowMillis) : -1;
  }
}
