package io.chatcluster.faults;

import io.chatcluster.loadtest.check.Stored;
import io.chatcluster.loadtest.client.Position;
import io.chatcluster.local.cluster.Cluster;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is stored after a run: read from PostgreSQL and from Redis, past the nodes.
final class FinalHistory {

  private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"");

  private FinalHistory() {}

  static List<Stored> archive(Cluster cluster, Set<String> rooms) throws SQLException {
    List<Stored> found = new ArrayList<>();
    try (Connection connection = cluster.postgres().connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT room, at_epoch, at_offset, prev_epoch, prev_offset, id FROM publication ORDER BY at_epoch, at_offset")) {
      while (rows.next()) {
        if (rooms.contains(rows.getString(1))) {
          found.add(
              new Stored(
                  rows.getString(1),
                  new Position(rows.getLong(2), rows.getLong(3)),
                  new Position(rows.getLong(4), rows.getLong(5)),
                  rows.getString(6)));
        }
      }
    }
    return found;
  }

  static List<Stored> logs(Cluster cluster, Set<String> rooms) {
    List<Stored> found = new ArrayList<>();
    for (String key : lines(cluster.redis().call("KEYS", "{p*}:r:*:s"))) {
      // Percent-encoded, where a plus is a plus.
      String word = key.substring(key.indexOf(":r:") + 3, key.length() - 2);
      String room = URLDecoder.decode(word.replace("+", "%2B"), StandardCharsets.UTF_8);
      if (rooms.contains(room)) {
        found.addAll(log(cluster, room, key));
      }
    }
    return found;
  }

  private static List<Stored> log(Cluster cluster, String room, String key) {
    List<Stored> found = new ArrayList<>();
    List<String> lines = lines(cluster.redis().call("XRANGE", key, "-", "+"));
    // Three lines an entry: its position, the name of the field, 'VERSION ORIGIN PREV BODY'.
    for (int i = 0; i + 2 < lines.size(); i += 3) {
      String[] words = lines.get(i + 2).split(" ", 4);
      Matcher id = ID.matcher(words[3]);
      if (!id.find()) {
        throw new AssertionError("an entry without an id: " + lines.get(i + 2));
      }
      found.add(
          new Stored(room, Position.parse(lines.get(i)), Position.parse(words[2]), id.group(1)));
    }
    return found;
  }

  /// Entries that wait for the archiver, in all partitions.
  static long unarchived(Cluster cluster) {
    long waiting = 0;
    for (String key : lines(cluster.redis().call("KEYS", "{p*}:queue"))) {
      waiting += Long.parseLong(cluster.redis().call("XLEN", key));
    }
    return waiting;
  }

  private static List<String> lines(String reply) {
    return reply.lines().toList();
  }
}
