package io.chatcluster.room;

import io.chatcluster.protocol.Drop;
import io.chatcluster.protocol.Signal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The fan-out of signals: what one loop's members of a room hear that nobody keeps.
///
/// Owned by its hub. Signals gather until [#drain], by when only the newest of each session and
/// topic is left. A member that stands where the room stands and has room in its outbox hears them;
/// the others hear none. Nobody hears their own. After a fan-out a room rests for as long as its
/// size asks for: in a large one nearly all of the cost is the way to the sockets, and signals that
/// share it share the cost.
final class SignalFan {

  /// A message that comes in the middle of a fan-out waits for no more than about so many.
  static final int OFFERS_IN_A_TURN = 16;

  /// How long a room rests for each of its members here. One in which nobody else has been told
  /// anything lately is told at once, whatever its size.
  private static final double REST_MILLIS_A_MEMBER = 0.5;

  /// A shorter rest would be over before the loop's next fan-out.
  private static final long SHORTEST_REST_MILLIS = 25;

  private static final long LONGEST_REST_MILLIS = 250;

  private final HubPort port;
  private final int atOnce;
  private final Deque<LocalRoom> dirty = new ArrayDeque<>();

  /// How many fan-outs have begun; the number of the latest.
  private int rounds;

  private @Nullable Round underWay;

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
    if (first && !room.resting) {
      due(room);
    }
  }

  private void due(LocalRoom room) {
    dirty.add(room);
    port.signalled();
  }

  /// Offers what has gathered, as far as one turn of the loop goes.
  ///
  /// @return whether some of it is left for a later turn
  boolean drain() {
    int offers = 0;
    while (offers < OFFERS_IN_A_TURN) {
      if (underWay == null) {
        LocalRoom room = dirty.pollFirst();
        if (room == null) {
          return false;
        }
        underWay = new Round(room);
        rest(room);
      }
      offers += underWay.offer(OFFERS_IN_A_TURN - offers);
      if (underWay.isOver()) {
        underWay = null;
      }
    }
    return underWay != null || !dirty.isEmpty();
  }

  private void rest(LocalRoom room) {
    long millis =
        Math.min(LONGEST_REST_MILLIS, Math.round(room.live.size() * REST_MILLIS_A_MEMBER));
    if (millis >= SHORTEST_REST_MILLIS) {
      room.resting = true;
      port.after(
          millis,
          () -> {
            room.resting = false;
            if (!room.signals.isEmpty()) {
              due(room);
            }
          });
    }
  }

  /// One fan-out to the members of a room, which may take several turns.
  private final class Round {

    private final LocalRoom room;
    private final int number = ++rounds;
    private final Signals all;
    private final Set<String> from;
    private final List<Membership> senders = new ArrayList<>();
    private int next;

    Round(LocalRoom room) {
      this.room = room;
      this.all = new Signals(List.copyOf(room.signals.values()));
      this.from =
          all.signals().stream().map(one -> one.key().session()).collect(Collectors.toSet());
      this.next = room.live.size();
      room.signals.clear();
      if (!room.others.isEmpty()) {
        port.dropped(Drop.SLOW, room.others.size() * all.signals().size());
      }
    }

    boolean isOver() {
      return next == 0;
    }

    /// Goes through the members from the last to the first: those who come meanwhile are behind it.
    /// Whoever goes is replaced by the last one, who may have been told already.
    ///
    /// @return how many were told, at most so many
    int offer(int most) {
      List<Membership> live = room.live;
      int offers = 0;
      int refused = 0;
      next = Math.min(next, live.size());
      while (next > 0 && offers < most) {
        Membership membership = live.get(--next);
        if (membership.told == number) {
          continue;
        }
        membership.told = number;
        if (from.contains(membership.member().session())) {
          // Later, so that all others are offered the same object, one after the other.
          senders.add(membership);
        } else if (membership.outlet().offer(all) != Offer.ACCEPTED) {
          refused++;
        }
        offers++;
      }
      if (refused > 0) {
        port.dropped(Drop.SLOW, refused * all.signals().size());
      }
      if (next == 0) {
        senders.forEach(this::offerOthers);
      }
      return offers;
    }

    /// What is left of all this for one who said some of it, unless it may hear no more.
    private void offerOthers(Membership sender) {
      List<Signal> others = all.notFrom(sender.member().session());
      if (sender.state == Membership.State.LIVE
          && !others.isEmpty()
          && sender.outlet().offer(new Signals(others)) != Offer.ACCEPTED) {
        port.dropped(Drop.SLOW, others.size());
      }
    }
  }
}
