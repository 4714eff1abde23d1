package io.chatcluster.postgres;

import io.chatcluster.history.Archive;
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
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Reads the archive's tables. Any thread.
public final class PostgresArchive implements Archive {

  private static final String COLUMNS = "SELECT ep, n, pep, pn, origin, body FROM msg ";

  private final Database database;

  public PostgresArchive(Database database) {
    this.database = database;
  }

  @Override
  public Future<List<Publication>> range(RoomId room, Position after, Position upTo, int limit) {
    String sql =
        COLUMNS
            + "WHERE room = ? AND (ep, n) > (?, ?) AND (ep, n) <= (?, ?) ORDER BY ep, n LIMIT ?";
    return publications(sql, room, after, upTo, limit);
  }

  @Override
  public Future<List<Publication>> newest(RoomId room, Position after, Position before, int limit) {
    String sql =
        COLUMNS
            + "WHERE room = ? AND (ep, n) > (?, ?) AND (ep, n) < (?, ?)"
            + " ORDER BY ep DESC, n DESC LIMIT ?";
    return publications(sql, room, after, before, limit);
  }

  private Future<List<Publication>> publications(
      String sql, RoomId room, Position low, Position high, int limit) {
    return database.with(
        Share.READS,
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, room.value());
            select.setLong(2, low.epoch());
            select.setLong(3, low.offset());
            select.setLong(4, high.epoch());
            select.setLong(5, high.offset());
            select.setInt(6, limit);
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

  private static Publication publication(RoomId room, ResultSet row) throws SQLException {
    return new Publication(
        room,
        new Position(row.getLong(1), row.getLong(2)),
        new Position(row.getLong(3), row.getLong(4)),
        row.getString(5),
        row.getString(6).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Future<Optional<Position>> find(RoomId room, UserId user, MessageId id) {
    return database.with(
        Share.READS,
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT ep, n FROM msg WHERE room = ? AND sender = ? AND id = ?")) {
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
}
