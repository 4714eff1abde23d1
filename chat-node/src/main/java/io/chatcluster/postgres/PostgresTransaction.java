package io.chatcluster.postgres;

import io.chatcluster.archive.ArchiveStore;
import io.chatcluster.archive.PoisonException;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Stamp;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// One batch of the archiver. Used by its thread alone.
final class PostgresTransaction implements ArchiveStore.Transaction {

  /// Two statements in one round trip: what rows are checked against.
  private static final String CHECKS =
      """
      SELECT partition, epoch, incarnation FROM partition_epoch WHERE partition = ANY (?)
      ORDER BY partition FOR SHARE;
      SELECT room, at_epoch, at_offset FROM room_head WHERE room = ANY (?) ORDER BY room FOR UPDATE
      """;

  private static final String RAISE =
      """
      INSERT INTO partition_epoch (partition, epoch, incarnation) VALUES (?, ?, '')
      ON CONFLICT (partition) DO UPDATE SET epoch = excluded.epoch WHERE partition_epoch.epoch < excluded.epoch
      """;

  /// The rows and the heads that they move, also in one round trip.
  private static final String STORE =
      RowArrays.INSERT
          + """
      ;
      INSERT INTO room_head (room, at_epoch, at_offset) SELECT * FROM unnest(?, ?, ?)
      ON CONFLICT (room) DO UPDATE SET at_epoch = excluded.at_epoch, at_offset = excluded.at_offset
      """;
  private static final String BURY =
      "INSERT INTO dead_publication (room, at_epoch, at_offset, raw, reason) VALUES (?, ?, ?, ?, ?)";

  private final Connection connection;
  private final Runnable onBroken;
  private final Map<RoomId, Position> heads = new HashMap<>();
  private boolean done;

  private PostgresTransaction(Connection connection, Runnable onBroken) {
    this.connection = connection;
    this.onBroken = onBroken;
  }

  /// @param onBroken called when the connection can no longer be used
  static PostgresTransaction begin(
      Connection connection, Map<Integer, Long> epochs, Collection<RoomId> rooms, Runnable onBroken)
      throws SQLException {
    connection.setAutoCommit(false);
    PostgresTransaction transaction = new PostgresTransaction(connection, onBroken);
    try {
      transaction.check(new TreeMap<>(epochs), rooms);
      return transaction;
    } catch (ArchiveStore.StaleEpochException e) {
      transaction.close();
      throw e;
    }
  }

  private void check(SortedMap<Integer, Long> wanted, Collection<RoomId> rooms)
      throws SQLException {
    Object[] names = rooms.stream().map(RoomId::value).toArray();
    Map<Integer, ArchiveStore.Newer> present = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(CHECKS)) {
      select.setArray(1, connection.createArrayOf("integer", wanted.keySet().toArray()));
      select.setArray(2, connection.createArrayOf("text", names));
      select.execute();
      try (ResultSet rows = select.getResultSet()) {
        while (rows.next()) {
          int p = rows.getInt(1);
          present.put(p, new ArchiveStore.Newer(p, rows.getLong(2), rows.getString(3)));
        }
      }
      select.getMoreResults();
      readHeads(rooms, select);
    }
    checkEpochs(wanted, present);
  }

  private void readHeads(Collection<RoomId> rooms, PreparedStatement select) throws SQLException {
    for (RoomId room : rooms) {
      heads.put(room, Position.NONE);
    }
    try (ResultSet rows = select.getResultSet()) {
      while (rows.next()) {
        heads.put(new RoomId(rows.getString(1)), new Position(rows.getLong(2), rows.getLong(3)));
      }
    }
  }

  private void checkEpochs(
      SortedMap<Integer, Long> wanted, Map<Integer, ArchiveStore.Newer> present)
      throws SQLException {
    List<ArchiveStore.Newer> newer = new ArrayList<>();
    for (Map.Entry<Integer, Long> entry : wanted.entrySet()) {
      ArchiveStore.Newer known = present.get(entry.getKey());
      if (known == null || known.epoch() < entry.getValue()) {
        raise(entry.getKey(), entry.getValue());
      } else if (known.epoch() > entry.getValue()) {
        newer.add(known);
      }
    }
    if (!newer.isEmpty()) {
      throw new ArchiveStore.StaleEpochException(
          "read in epochs %s, but there are %s".formatted(wanted, newer), newer);
    }
  }

  /// The database has lost an epoch that Redis knows (from an old backup, or a standby that
  /// lagged): epochs never go down, so it learns it again.
  private void raise(int partition, long epoch) throws SQLException {
    try (PreparedStatement raise = connection.prepareStatement(RAISE)) {
      raise.setInt(1, partition);
      raise.setLong(2, epoch);
      raise.executeUpdate();
    }
  }

  @Override
  public Map<RoomId, Position> heads() {
    return Map.copyOf(heads);
  }

  @Override
  public void insert(Collection<Publication> rows) {
    if (rows.isEmpty()) {
      return;
    }
    RowArrays arrays = new RowArrays(rows.size());
    try {
      for (Publication row : rows) {
        arrays.add(row, Stamp.of(row.body()));
      }
      store(arrays, rows);
    } catch (SQLException e) {
      throw SqlFailure.ofInsert(e);
    } catch (IllegalArgumentException e) {
      throw new PoisonException("its content cannot be read", e);
    }
  }

  private void store(RowArrays arrays, Collection<Publication> rows) throws SQLException {
    SortedMap<String, Position> moved = new TreeMap<>();
    for (Publication row : rows) {
      moved.put(row.room().value(), row.at());
    }
    int next = RowArrays.PARAMETERS + 1;
    try (PreparedStatement store = connection.prepareStatement(STORE)) {
      arrays.bind(store);
      store.setArray(next, connection.createArrayOf("text", moved.keySet().toArray()));
      store.setArray(next + 1, bigints(moved.values().stream().map(Position::epoch).toList()));
      store.setArray(next + 2, bigints(moved.values().stream().map(Position::offset).toList()));
      store.execute();
    }
  }

  private Array bigints(List<Long> values) throws SQLException {
    return connection.createArrayOf("bigint", values.toArray());
  }

  @Override
  public void bury(Publication poison, String reason) {
    Tombstone tombstone = Tombstone.of(poison);
    RowArrays row = new RowArrays(1);
    row.add(tombstone.publication(), tombstone.stamp());
    try (PreparedStatement park = connection.prepareStatement(BURY)) {
      park.setString(1, poison.room().value());
      park.setLong(2, poison.at().epoch());
      park.setLong(3, poison.at().offset());
      park.setBytes(4, poison.body());
      park.setString(5, reason);
      park.executeUpdate();
      store(row, List.of(tombstone.publication()));
    } catch (SQLException e) {
      throw SqlFailure.unavailable(e);
    }
  }

  @Override
  public void commit() {
    try {
      connection.commit();
      done = true;
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      throw SqlFailure.unavailable(e);
    }
  }

  @Override
  public void close() {
    if (done) {
      return;
    }
    done = true;
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      onBroken.run();
    }
  }
}
