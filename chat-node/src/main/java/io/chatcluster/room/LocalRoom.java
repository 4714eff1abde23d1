package io.chatcluster.room;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One room, as one hub sees it. Owned by its hub.
final class LocalRoom {

  final RoomId id;

  /// Members that stand where the room stands. An array, because the fan-out walks it.
  final List<Membership> live = new ArrayList<>();

  /// All other members.
  final Set<Membership> others = new LinkedHashSet<>();

  final Recent recent = new Recent();

  /// Heard, but not offered to the members yet.
  private List<Publication> pending = new ArrayList<>();

  /// Heard, but not offered yet; the newest of each session and topic, in the order of coming.
  final Map<Signal.Key, Signal> signals = new LinkedHashMap<>();

  /// Whether its signals gather, because there was a fan-out of some just now.
  boolean resting;

  /// Up to where the live members have been offered everything; null until the feed is ready.
  @Nullable Position position;

  LocalRoom(RoomId id) {
    this.id = id;
  }

  /// @return whether this is the first since the last [#takePending]
  boolean hear(List<Publication> publications) {
    boolean first = pending.isEmpty();
    pending.addAll(publications);
    return first;
  }

  boolean hasPending() {
    return !pending.isEmpty();
  }

  Batch takePending() {
    Batch batch = new Batch(id, pending);
    pending = new ArrayList<>();
    return batch;
  }

  void addLive(Membership membership) {
    membership.slot = live.size();
    live.add(membership);
  }

  /// The last one takes the place of the one that goes, so leaving costs the same in any crowd.
  void removeLive(Membership membership) {
    Membership last = live.removeLast();
    if (last != membership) {
      live.set(membership.slot, last);
      last.slot = membership.slot;
    }
  }

  int members() {
    return live.size() + others.size();
  }
}
