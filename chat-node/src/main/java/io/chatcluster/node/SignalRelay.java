package io.chatcluster.node;

import io.chatcluster.protocol.Audience;
import io.chatcluster.protocol.Drop;
import io.chatcluster.protocol.Signal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Signals on their way from the loop that hears them to a loop whose sessions are to get them.
///
/// Owned by the loop that hears. One load of them is under way at a time: while the other loop is
/// busy, newer signals take the place of older ones here, and any excess is dropped.
final class SignalRelay {

  private final Loop from;
  private final Loop to;
  private final Consumer<Signal> hears;
  private final int most;
  private final NodeEvents events;
  private Map<Target, Signal> gathered = new LinkedHashMap<>();
  private boolean underWay;

  private record Target(Audience to, Signal.Key key) {}

  /// @param hears called on the loop `to`
  /// @param most signals that may gather
  SignalRelay(Loop from, Loop to, Consumer<Signal> hears, int most, NodeEvents events) {
    this.from = from;
    this.to = to;
    this.hears = hears;
    this.most = most;
    this.events = events;
  }

  void post(Signal signal) {
    if (from.equals(to)) {
      hears.accept(signal);
      return;
    }
    Target target = new Target(signal.to(), signal.key());
    if (gathered.remove(target) != null) {
      events.dropped(Drop.COALESCED, 1);
    } else if (gathered.size() >= most) {
      events.dropped(Drop.WAITING, 1);
      return;
    }
    gathered.put(target, signal);
    if (!underWay) {
      underWay = true;
      from.execute(this::send);
    }
  }

  private void send() {
    if (gathered.isEmpty()) {
      underWay = false;
      return;
    }
    List<Signal> load = List.copyOf(gathered.values());
    gathered = new LinkedHashMap<>();
    to.execute(
        () -> {
          load.forEach(hears);
          from.execute(this::send);
        });
  }
}
