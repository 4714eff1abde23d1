package io.chatcluster.sim;

import io.chatcluster.protocol.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Whether everyone who is connected reaches the head in time, once faults have stopped.
final class Convergence {

  private record Sample(long millis, Map<String, Position> heads) {}

  private final long withinMillis;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private final Map<String, Long> settledSince = new HashMap<>();

  Convergence(long withinMillis) {
    this.withinMillis = withinMillis;
  }

  /// @return who has been connected for long enough and is still behind
  List<String> sample(World world, List<SimClient> clients, List<String> rooms, long millis) {
    Map<String, Position> heads = new HashMap<>();
    rooms.forEach(room -> heads.put(room, world.head(room)));
    samples.add(new Sample(millis, heads));
    Sample old = samples.getFirst();
    List<String> behind = new ArrayList<>();
    for (SimClient client : clients) {
      if (!client.settled()) {
        settledSince.remove(client.name);
        continue;
      }
      long since = settledSince.computeIfAbsent(client.name, _ -> millis);
      if (millis - since >= withinMillis && millis - old.millis() >= withinMillis) {
        for (String room : rooms) {
          String head = String.valueOf(old.heads().get(room));
          if (below(client, room, head)) {
            behind.add(
                "%s stands at %s of %s, whose head was %s for %d ms"
                    .formatted(client.name, client.position(room), room, head, withinMillis));
          }
        }
      }
    }
    if (millis - old.millis() >= withinMillis) {
      samples.removeFirst();
    }
    return behind;
  }

  private static boolean below(SimClient client, String room, String head) {
    Position stands = Position.parse(String.valueOf(client.position(room)));
    return Position.parse(head).isAfter(stands);
  }
}
