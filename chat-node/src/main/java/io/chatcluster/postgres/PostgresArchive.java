package io.chatcluster.postgres;

import io.chatcluster.archive.Archive;
import io.chatcluster.broker.Bound;
import io.chatcluster.protocol.Kind;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Reads the archive's tables. Any thread.
public final class PostgresArchive implements Archive {

  /// A page ends before the row that would be one byte too many, but has at least one row. The rows
  /// beyond are neither sent nor fetched from their place on disk: their length is known without.
  private static final String PAGE =
      """
      SELECT at_epoch, at_offset, prev_epoch, prev_offset, origin, kind, body FROM (
        SELECT *, row_number() OVER place AS place,
               sum(octet_length(body) + ?) OVER (place ROWS UNBOUNDED PRECEDING) AS total
        FROM (SELECT * FROM publication
              WHERE room = ? AND (at_epoch, at_offset) > (?, ?) AND (at_epoch, at_offset) %2$s (?, ?)
              ORDER BY at_epoch %1$s, at_offset %1$s LIMIT ?) AS nearest
        WINDOW place AS (ORDER BY at_epoch %1$s, at_offset %1$s)) AS page
      WHERE total <= ? OR place = 1 ORDER BY at_epoch %1$s, at_offset %1$s
      """;

  private static final String RANGE = PAGE.formatted("ASC", "<=");
  private static final String NEWEST = PAGE.formatted("DESC", "<");

  /// The inner part walks the primary key of each room from its end and stops at the limit.
  private static final String NEWEST_OF_MANY =
      """
      SELECT found.at_epoch, found.at_offset, found.prev_epoch, found.prev_offset, found.origin,
             found.kind, found.body, wanted.room
      FROM unnest(?::text[], ?::bigint[], ?::bigint[]) AS wanted (room, at_epoch, at_offset)
      CROSS JOIN LATERAL (
        SELECT latest.*, - octet_length(latest.body)
            + sum(octet_length(latest.body)) OVER (ORDER BY at_epoch DESC, at_offset DESC) AS before
        FROM (
          SELECT at_epoch, at_offset, prev_epoch, prev_offset, origin, kind, body FROM publication
          WHERE publication.room = wanted.room COLLATE "C"
            AND (publication.at_epoch, publication.at_offset) > (wanted.at_epoch, wanted.at_offset)
          ORDER BY at_epoch DESC, at_offset DESC LIMIT ?
        ) AS latest
      ) AS found
      WHERE found.before < ?
      ORDER BY wanted.room, found.at_epoch DESC, found.at_offset DESC
      """;

  private final Database database;

  public PostgresArchive(Database database) {
    this.database = database;
  }

  @Override
  public Future<List<Publication>> range(RoomId room, Position after, Position upTo, Bound bound) {
    return publications(RANGE, room, after, upTo, bound);
  }

  @Override
  public Future<List<Publication>> newest(
      RoomId room, Position after, Position before, Bound bound) {
    return publications(NEWEST, room, after, before, bound);
  }

  private Future<List<Publication>> publications(
      String sql, RoomId room, Position low, Position high, Bound bound) {
    return database.with(
        Share.READS,
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setInt(1, Bound.OVERHEAD);
            select.setString(2, room.value());
            select.setLong(3, low.epoch());
            select.setLong(4, low.offset());
            select.setLong(5, high.epoch());
            select.setLong(6, high.offset());
            select.setInt(7, bound.count());
            select.setLong(8, bound.bytes());
            try (ResultSet rows = select.executeQuery()) {
              List<Publication> found = new ArrayList<>();
              while (rows.next()) {
                found.add(publication(room, rows));
              }
              return found;
            }
          }
        });
  }

  @Override
  public Future<Map<RoomId, List<Publication>>> newest(
      Map<RoomId, Position> above, int limit, int bytes) {
    List<RoomId> rooms = List.copyOf(above.keySet());
    List<Position> positions =
        rooms.stream().map(room -> above.getOrDefault(room, Position.NONE)).toList();
    Object[] names = rooms.stream().map(RoomId::value).toArray();
    Object[] epochs = positions.stream().map(Position::epoch).toArray();
    Object[] offsets = positions.stream().map(Position::offset).toArray();
    return database.with(
        Share.OPENINGS,
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(NEWEST_OF_MANY)) {
            select.setArray(1, connection.createArrayOf("text", names));
            select.setArray(2, connection.createArrayOf("bigint", epochs));
            select.setArray(3, connection.createArrayOf("bigint", offsets));
            select.setInt(4, limit);
            select.setInt(5, bytes);
            try (ResultSet rows = select.executeQuery()) {
              Map<RoomId, List<Publication>> found = new HashMap<>();
              while (rows.next()) {
                RoomId room = new RoomId(rows.getString(8));
                found.computeIfAbsent(room, _ -> new ArrayList<>()).add(publication(room, rows));
              }
              return found;
            }
          }
        });
  }

  @Override
  public Future<Map<RoomId, Position>> heads(Collection<RoomId> rooms) {
    Object[] names = rooms.stream().map(RoomId::value).toArray();
    return database.with(
        Share.OPENINGS,
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT room, at_epoch, at_offset FROM room_head WHERE room = ANY (?)")) {
            select.setArray(1, connection.createArrayOf("text", names));
            try (ResultSet rows = select.executeQuery()) {
              Map<RoomId, Position> heads = new HashMap<>();
              while (rows.next()) {
                heads.put(
                    new RoomId(rows.getString(1)), new Position(rows.getLong(2), rows.getLong(3)));
              }
              return heads;
            }
          }
        });
  }

  private static Publication publication(RoomId room, ResultSet row) throws SQLException {
    return new Publication(
        room,
        new Position(row.getLong(1), row.getLong(2)),
        new Position(row.getLong(3), row.getLong(4)),
        row.getString(5),
        Kind.of(row.getString(6)),
        row.getString(7).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Future<Optional<Position>> find(RoomId room, UserId user, MessageId id) {
    return database.with(
        Share.READS,
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT at_epoch, at_offset FROM publication WHERE room = ? AND sender = ? AND id = ?")) {
            select.setString(1, room.value());
            select.setString(2, user.value());
            select.setObject(3, UUID.fromString(id.value()));
            try (ResultSet row = select.executeQuery()) {
              return row.next()
                  ? Optional.of(new Position(row.getLong(1), row.getLong(2)))
                  : Optional.empty();
            }
          }
        });
  }

  @Override
  public Future<List<Finding>> settle(List<Doubt> doubts) {
    return database.with(Share.DOUBTS, connection -> DoubtQuery.ask(connection, doubts));
  }
}
