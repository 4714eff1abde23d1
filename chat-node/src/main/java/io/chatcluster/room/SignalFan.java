package io.chatcluster.room;

import io.chatcluster.protocol.Drop;
import io.chatcluster.protocol.Signal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The fan-out of signals: what one loop's members of a room hear that nobody keeps.
///
/// Owned by its hub. Signals gather until [#drain], by when only the newest of each session and
/// topic is left. A member that stands where the room stands and has room in its outbox hears them;
/// the others hear none. Nobody hears their own.
final class SignalFan {

  /// A message that comes in the middle of a fan-out waits for no more than about so many, or for
  /// the members of one room.
  private static final int OFFERS_IN_A_TURN = 64;

  private final HubPort port;
  private final int atOnce;
  private final List<Membership> senders = new ArrayList<>();
  private final Deque<LocalRoom> dirty = new ArrayDeque<>();

  /// @param atOnce most signals of a room that may gather
  SignalFan(HubPort port, int atOnce) {
    this.port = port;
    this.atOnce = atOnce;
  }

  void hear(LocalRoom room, Signal signal) {
    boolean first = room.signals.isEmpty();
    if (room.signals.remove(signal.key()) != null) {
      port.dropped(Drop.COALESCED, 1);
    } else if (room.signals.size() >= atOnce) {
      port.dropped(Drop.CROWDED, 1);
      return;
    }
    room.signals.put(signal.key(), signal);
    if (first) {
      dirty.add(room);
      port.signalled();
    }
  }

  /// Offers what has gathered, as far as one turn of the loop goes.
  ///
  /// @return whether some of it is left for a later turn
  boolean drain() {
    int offers = 0;
    while (!dirty.isEmpty() && offers < OFFERS_IN_A_TURN) {
      LocalRoom room = dirty.removeFirst();
      offers += room.live.size();
      offer(room);
    }
    return !dirty.isEmpty();
  }

  private void offer(LocalRoom room) {
    if (room.signals.isEmpty()) {
      return;
    }
    Signals all = new Signals(List.copyOf(room.signals.values()));
    room.signals.clear();
    Set<String> from =
        all.signals().stream().map(one -> one.key().session()).collect(Collectors.toSet());
    int refused = room.others.size();
    List<Membership> live = room.live;
    for (int i = live.size() - 1; i >= 0; i--) {
      Membership membership = live.get(i);
      if (from.contains(membership.member().session())) {
        // Later, so that all others are offered the same object, one after the other.
        senders.add(membership);
      } else if (membership.outlet().offer(all) != Offer.ACCEPTED) {
        refused++;
      }
    }
    if (refused > 0) {
      port.dropped(Drop.SLOW, refused * all.signals().size());
    }
    for (Membership sender : senders) {
      List<Signal> others = all.notFrom(sender.member().session());
      if (!others.isEmpty() && sender.outlet().offer(new Signals(others)) != Offer.ACCEPTED) {
        port.dropped(Drop.SLOW, others.size());
      }
    }
    senders.clear();
  }
}
