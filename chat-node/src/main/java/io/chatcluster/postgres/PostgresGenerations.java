package io.chatcluster.postgres;

import io.chatcluster.broker.Generations;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Generations as rows of `part`. Any thread.
///
/// Raising one takes the row's lock, which an archive transaction of the partition holds in share
/// mode until it ends: that is rule 3 of the port.
public final class PostgresGenerations implements Generations {

  private static final String CLAIM =
      """
      INSERT INTO part (p, gen, replid) VALUES (?, 1, ?)
      ON CONFLICT (p) DO UPDATE SET gen = part.gen + 1, replid = excluded.replid
      WHERE part.replid <> excluded.replid OR ?
      RETURNING gen
      """;

  private final Database database;

  public PostgresGenerations(Database database) {
    this.database = database;
  }

  @Override
  public Future<Map<Integer, Long>> claim(String history, List<Claim> claims) {
    // One order for all claimers, so that none waits for another in a circle.
    List<Claim> ordered =
        claims.stream().sorted(Comparator.comparingInt(Claim::partition)).toList();
    return database.with(
        connection -> {
          connection.setAutoCommit(false);
          try {
            Map<Integer, Long> generations = claim(connection, history, ordered);
            connection.commit();
            return generations;
          } catch (SQLException e) {
            connection.rollback();
            throw e;
          }
        });
  }

  private static Map<Integer, Long> claim(Connection connection, String history, List<Claim> claims)
      throws SQLException {
    Map<Integer, Long> generations = new HashMap<>();
    try (PreparedStatement claim = connection.prepareStatement(CLAIM);
        PreparedStatement read = connection.prepareStatement("SELECT gen FROM part WHERE p = ?")) {
      for (Claim wanted : claims) {
        claim.setInt(1, wanted.partition());
        claim.setString(2, history);
        claim.setBoolean(3, wanted.generationLost());
        try (ResultSet raised = claim.executeQuery()) {
          generations.put(
              wanted.partition(),
              raised.next() ? raised.getLong(1) : present(read, wanted.partition()));
        }
      }
    }
    return generations;
  }

  private static long present(PreparedStatement read, int partition) throws SQLException {
    read.setInt(1, partition);
    try (ResultSet row = read.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }
}
