package io.chatcluster.postgres;

import io.chatcluster.archive.Archive.Doubt;
import io.chatcluster.archive.Archive.Finding;
import io.chatcluster.protocol.Position;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// The question which of some messages are archived, all in one.
final class DoubtQuery {

  /// A row for each doubt: where the message stands, where the room's head stands, and whether
  /// there is a row at the place in doubt.
  private static final String SQL =
      """
      SELECT found.at_epoch, found.at_offset,
             (room_head.at_epoch, room_head.at_offset) > (doubt.at_epoch, doubt.at_offset)
               AND there.at_offset IS NULL
      FROM unnest(?, ?, ?, ?, ?) WITH ORDINALITY AS doubt (room, sender, id, at_epoch, at_offset, i)
      LEFT JOIN publication AS found
        ON found.room = doubt.room AND found.sender = doubt.sender AND found.id = doubt.id
      LEFT JOIN publication AS there
        ON there.room = doubt.room AND there.at_epoch = doubt.at_epoch AND there.at_offset = doubt.at_offset
      LEFT JOIN room_head ON room_head.room = doubt.room
      ORDER BY doubt.i
      """;

  private DoubtQuery() {}

  static List<Finding> ask(Connection connection, List<Doubt> doubts) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SQL)) {
      select.setArray(1, column(connection, "text", doubts, doubt -> doubt.room().value()));
      select.setArray(2, column(connection, "text", doubts, doubt -> doubt.user().value()));
      select.setArray(
          3, column(connection, "uuid", doubts, doubt -> UUID.fromString(doubt.id().value())));
      select.setArray(4, column(connection, "bigint", doubts, doubt -> doubt.placed().epoch()));
      select.setArray(5, column(connection, "bigint", doubts, doubt -> doubt.placed().offset()));
      try (ResultSet rows = select.executeQuery()) {
        List<Finding> findings = new ArrayList<>(doubts.size());
        while (rows.next()) {
          findings.add(finding(rows));
        }
        return findings;
      }
    }
  }

  private static Array column(
      Connection connection, String type, List<Doubt> doubts, Function<Doubt, Object> value)
      throws SQLException {
    return connection.createArrayOf(type, doubts.stream().map(value).toArray());
  }

  private static Finding finding(ResultSet row) throws SQLException {
    Position at = new Position(row.getLong(1), row.getLong(2));
    boolean found = !row.wasNull();
    return new Finding(found ? Optional.of(at) : Optional.empty(), row.getBoolean(3));
  }
}
