package io.chatcluster.redis;

import io.chatcluster.broker.Subscriptions;
import io.chatcluster.protocol.Position;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What the archiver announces after a commit: `PARTITION:QUEUEID` for each partition, and
/// `!PARTITION:QUEUEID` for each entry that was discarded.
final class Announcement {

  private Announcement() {}

  static String write(Map<Integer, Position> committed, Map<Integer, Set<Position>> discarded) {
    StringBuilder text = new StringBuilder(committed.size() * 16);
    discarded.forEach(
        (partition, all) ->
            all.forEach(
                queueId ->
                    text.append('!').append(partition).append(':').append(queueId).append(' ')));
    committed.forEach(
        (partition, queueId) -> text.append(partition).append(':').append(queueId).append(' '));
    return text.toString();
  }

  static void read(String text, Subscriptions.Listener listener) {
    Map<Integer, Set<Position>> discarded = new HashMap<>();
    int from = 0;
    while (from < text.length()) {
      int to = text.indexOf(' ', from);
      int end = to < 0 ? text.length() : to;
      boolean lost = text.charAt(from) == '!';
      int start = lost ? from + 1 : from;
      int colon = text.indexOf(':', start);
      if (colon < 0 || colon > end) {
        throw new IllegalArgumentException("not an announcement");
      }
      int partition = Integer.parseInt(text, start, colon, 10);
      Position queueId = Position.parse(text.substring(colon + 1, end));
      if (lost) {
        discarded.computeIfAbsent(partition, _ -> new HashSet<>()).add(queueId);
      } else {
        listener.committed(partition, queueId, discarded.getOrDefault(partition, Set.of()));
      }
      from = end + 1;
    }
  }
}
