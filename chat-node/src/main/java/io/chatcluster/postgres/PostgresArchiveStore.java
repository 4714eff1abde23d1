package io.chatcluster.postgres;

import io.chatcluster.history.ArchiveStore;
import io.chatcluster.protocol.RoomId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The writing side of the archive over one connection of its own.
///
/// Used by the archiver's thread alone. Partitions are held as advisory locks of the session, and
/// one shared lock says that this archiver is alive: so the fair share can be counted, and all of
/// it ends with the connection.
public final class PostgresArchiveStore implements ArchiveStore {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresArchiveStore.class);

  /// First keys of our advisory locks: "chat" and "chau" in ASCII.
  private static final int PARTITIONS = 0x63686174;

  private static final int ARCHIVERS = 0x63686175;

  private static final String COUNT =
      """
      SELECT count(DISTINCT pid) FROM pg_locks
      WHERE locktype = 'advisory' AND classid = ? AND objid = 0 AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      """;

  private final Database database;
  private final Set<Integer> held = new HashSet<>();
  private @Nullable Connection connection;

  public PostgresArchiveStore(Database database) {
    this.database = database;
  }

  @Override
  public Set<Integer> rebalance(int partitions) {
    try {
      Connection session = session();
      int archivers = Math.max(1, count(session));
      int share = Math.ceilDiv(partitions, archivers);
      for (int p : List.copyOf(held)) {
        if (held.size() > share) {
          lock(session, "SELECT pg_advisory_unlock(?, ?)", p);
          held.remove(p);
        }
      }
      take(session, partitions, share);
      return Set.copyOf(held);
    } catch (SQLException e) {
      drop();
      throw SqlFailure.unavailable(e);
    }
  }

  private void take(Connection session, int partitions, int share) throws SQLException {
    List<Integer> others = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      if (!held.contains(p)) {
        others.add(p);
      }
    }
    Collections.shuffle(others);
    for (int p : others) {
      if (held.size() >= share) {
        return;
      }
      if (lock(session, "SELECT pg_try_advisory_lock(?, ?)", p)) {
        held.add(p);
      }
    }
  }

  private static boolean lock(Connection session, String function, int p) throws SQLException {
    try (PreparedStatement call = session.prepareStatement(function)) {
      call.setInt(1, PARTITIONS);
      call.setInt(2, p);
      try (ResultSet answer = call.executeQuery()) {
        answer.next();
        return answer.getBoolean(1);
      }
    }
  }

  private static int count(Connection session) throws SQLException {
    try (PreparedStatement select = session.prepareStatement(COUNT)) {
      select.setInt(1, ARCHIVERS);
      try (ResultSet answer = select.executeQuery()) {
        answer.next();
        return answer.getInt(1);
      }
    }
  }

  private Connection session() throws SQLException {
    Connection present = connection;
    if (present != null) {
      return present;
    }
    Connection fresh = database.connect();
    connection = fresh;
    try (PreparedStatement alive = fresh.prepareStatement("SELECT pg_advisory_lock_shared(?, 0)")) {
      alive.setInt(1, ARCHIVERS);
      alive.execute();
    }
    return fresh;
  }

  @Override
  public Transaction begin(Map<Integer, Long> generations, Collection<RoomId> rooms) {
    try {
      return PostgresTransaction.begin(session(), generations, rooms, this::drop);
    } catch (SQLException e) {
      drop();
      throw SqlFailure.unavailable(e);
    }
  }

  /// Gives up the connection, and with it every lock.
  private void drop() {
    Connection old = connection;
    connection = null;
    held.clear();
    if (old != null) {
      try {
        old.close();
      } catch (SQLException e) {
        LOG.debug("close: {}", e.toString());
      }
    }
  }

  @Override
  public void close() {
    drop();
  }
}
