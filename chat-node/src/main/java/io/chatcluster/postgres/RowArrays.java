package io.chatcluster.postgres;

import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.Stamp;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/// Rows for `publication`, column by column: one statement inserts them all. Used once, by one
/// thread.
final class RowArrays {

  /// Takes the first [#PARAMETERS] parameters.
  static final String INSERT =
      """
      INSERT INTO publication (room, at_epoch, at_offset, prev_epoch, prev_offset,
                               id, sender, accepted_at, origin, kind, body)
      SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  static final int PARAMETERS = 11;

  private final String[] rooms;
  private final Long[] epochs;
  private final Long[] offsets;
  private final Long[] prevEpochs;
  private final Long[] prevOffsets;
  private final UUID[] ids;
  private final String[] senders;
  private final Long[] times;
  private final String[] origins;
  private final String[] kinds;
  private final String[] bodies;
  private int size;

  RowArrays(int capacity) {
    rooms = new String[capacity];
    epochs = new Long[capacity];
    offsets = new Long[capacity];
    prevEpochs = new Long[capacity];
    prevOffsets = new Long[capacity];
    ids = new UUID[capacity];
    senders = new String[capacity];
    times = new Long[capacity];
    origins = new String[capacity];
    kinds = new String[capacity];
    bodies = new String[capacity];
  }

  void add(Publication row, Stamp stamp) {
    rooms[size] = row.room().value();
    epochs[size] = row.at().epoch();
    offsets[size] = row.at().offset();
    prevEpochs[size] = row.prev().epoch();
    prevOffsets[size] = row.prev().offset();
    ids[size] = UUID.fromString(stamp.id().value());
    senders[size] = stamp.from().value();
    times[size] = stamp.ts();
    origins[size] = row.origin();
    kinds[size] = row.kind().value();
    bodies[size] = new String(row.body(), StandardCharsets.UTF_8);
    size++;
  }

  /// Sets the parameters of [#INSERT].
  void bind(PreparedStatement insert) throws SQLException {
    Connection connection = insert.getConnection();
    insert.setArray(1, connection.createArrayOf("text", rooms));
    insert.setArray(2, connection.createArrayOf("bigint", epochs));
    insert.setArray(3, connection.createArrayOf("bigint", offsets));
    insert.setArray(4, connection.createArrayOf("bigint", prevEpochs));
    insert.setArray(5, connection.createArrayOf("bigint", prevOffsets));
    insert.setArray(6, connection.createArrayOf("uuid", ids));
    insert.setArray(7, connection.createArrayOf("text", senders));
    insert.setArray(8, connection.createArrayOf("bigint", times));
    insert.setArray(9, connection.createArrayOf("text", origins));
    insert.setArray(10, connection.createArrayOf("text", kinds));
    insert.setArray(PARAMETERS, connection.createArrayOf("text", bodies));
  }
}
