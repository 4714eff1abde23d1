package io.chatcluster.archive;

import io.chatcluster.protocol.Position;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Which partitions this node archives, how far it has read in each, and which stand still.
///
/// Owned by whoever drives the round.
final class Cursors {

  private final Map<Integer, Position> cursors = new HashMap<>();
  private final Set<Integer> halted = new HashSet<>();

  /// From now on exactly these are archived. Those that stood still are read again, as what was
  /// missing may have turned up.
  void keep(Collection<Integer> partitions) {
    cursors.keySet().retainAll(partitions);
    partitions.forEach(partition -> cursors.putIfAbsent(partition, Position.NONE));
    halted.clear();
  }

  /// Everything is read again from its start.
  void forget() {
    cursors.replaceAll((_, _) -> Position.NONE);
    halted.clear();
  }

  /// Where to go on reading each partition.
  Map<Integer, Position> reading() {
    Map<Integer, Position> reading = new HashMap<>(cursors);
    reading.keySet().removeAll(halted);
    return reading;
  }

  void committed(Map<Integer, Position> upTo) {
    cursors.putAll(upTo);
  }

  /// @return whether it was moving until now
  boolean halt(int partition) {
    return halted.add(partition);
  }

  boolean isHalted(int partition) {
    return halted.contains(partition);
  }
}
