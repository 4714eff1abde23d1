package io.chatcluster.postgres;

import io.chatcluster.archive.ArchiveStore;
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
/// one shared lock says that this archiver is alive. So the fair share can be counted, and
/// everything ends with the connection.
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

  /// Row by row until the limit: without an ORDER BY nothing is locked that is not returned.
  private static final String TAKE =
      "SELECT p FROM unnest(?) AS free (p) WHERE pg_try_advisory_lock(?, p) LIMIT ?";

  private static final String GIVE_BACK =
      "SELECT p FROM unnest(?) AS held (p) WHERE pg_advisory_unlock(?, p) LIMIT ?";

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
      int share = Math.ceilDiv(partitions, Math.max(1, count(session)));
      List<Integer> kept = shuffled(held);
      if (kept.size() > share) {
        List<Integer> excess = kept.subList(share, kept.size());
        held.removeAll(locks(session, GIVE_BACK, excess, excess.size()));
      } else if (kept.size() < share) {
        Set<Integer> others = new HashSet<>();
        for (int p = 0; p < partitions; p++) {
          others.add(p);
        }
        others.removeAll(held);
        held.addAll(locks(session, TAKE, shuffled(others), share - kept.size()));
      }
      return Set.copyOf(held);
    } catch (SQLException e) {
      drop();
      throw SqlFailure.unavailable(e);
    }
  }

  private static List<Integer> shuffled(Set<Integer> partitions) {
    List<Integer> some = new ArrayList<>(partitions);
    Collections.shuffle(some);
    return some;
  }

  /// Asks for the locks of these partitions in one call, until it has as many as it may.
  private static Set<Integer> locks(
      Connection session, String statement, List<Integer> partitions, int most)
      throws SQLException {
    Set<Integer> got = new HashSet<>();
    try (PreparedStatement call = session.prepareStatement(statement)) {
      call.setArray(1, session.createArrayOf("integer", partitions.toArray()));
      call.setInt(2, PARTITIONS);
      call.setInt(3, most);
      try (ResultSet rows = call.executeQuery()) {
        while (rows.next()) {
          got.add(rows.getInt(1));
        }
      }
    }
    return got;
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
  public Transaction begin(Map<Integer, Long> epochs, Collection<RoomId> rooms) {
    try {
      return PostgresTransaction.begin(session(), epochs, rooms, this::drop);
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
