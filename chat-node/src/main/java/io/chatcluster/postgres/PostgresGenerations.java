package io.chatcluster.postgres;

import io.chatcluster.broker.Generations;
import io.vertx.core.Future;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Generations as rows of `part`. Any thread.
///
/// Raising one takes the row's lock, which an archive transaction of the partition holds in share
/// mode until it ends: that is rule 3 of the port.
public final class PostgresGenerations implements Generations {

  /// One statement for all: far away, a round trip for each of them would take longer than Redis
  /// stays the same. It takes the locks in one order for all claimers, so that none waits for
  /// another in a circle, and writes every row, so that it returns what stands there now and not
  /// what stood there when it began.
  private static final String CLAIM =
      """
      INSERT INTO part (p, gen, replid)
      SELECT wanted.p, wanted.above + 1, wanted.history
      FROM unnest(?::integer[], ?::text[], ?::bigint[]) AS wanted (p, history, above)
      ORDER BY wanted.p
      ON CONFLICT (p) DO UPDATE SET
        gen = CASE WHEN part.replid = excluded.replid AND part.gen >= excluded.gen
          THEN part.gen ELSE greatest(part.gen + 1, excluded.gen) END,
        replid = excluded.replid
      RETURNING p, gen
      """;

  private final Database database;

  public PostgresGenerations(Database database) {
    this.database = database;
  }

  @Override
  public Future<Map<Integer, Long>> claim(List<Claim> claims) {
    Object[] partitions = claims.stream().map(Claim::partition).toArray();
    Object[] histories = claims.stream().map(Claim::history).toArray();
    Object[] above = claims.stream().map(Claim::above).toArray();
    return database.with(
        Share.CLAIMS,
        connection -> {
          try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
            claim.setArray(1, connection.createArrayOf("integer", partitions));
            claim.setArray(2, connection.createArrayOf("text", histories));
            claim.setArray(3, connection.createArrayOf("bigint", above));
            try (ResultSet rows = claim.executeQuery()) {
              Map<Integer, Long> generations = new HashMap<>();
              while (rows.next()) {
                generations.put(rows.getInt(1), rows.getLong(2));
              }
              return generations;
            }
          }
        });
  }
}
