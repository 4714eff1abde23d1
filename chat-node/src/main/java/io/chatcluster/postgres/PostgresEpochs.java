package io.chatcluster.postgres;

import io.chatcluster.broker.Epochs;
import io.vertx.core.Future;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Epochs as rows of `partition_epoch`. Any thread.
///
/// Raising an epoch takes the row's lock, which an archive transaction of the partition holds in
/// share mode until it ends: that is rule 4 of the port.
public final class PostgresEpochs implements Epochs {

  /// One statement for all: to a server far away, a round trip for each would take longer than
  /// Redis stays the same. Every claimer takes the locks in the same order, so that they cannot
  /// deadlock. Every row is written, so that the statement returns what stands there now and not
  /// what stood there when it began. The last array says where each partition's epoch stood.
  private static final String CLAIM =
      """
      INSERT INTO partition_epoch (partition, epoch, incarnation)
      SELECT wanted.partition, wanted.above + 1, wanted.incarnation
      FROM unnest(?::integer[], ?::text[], ?::bigint[]) AS wanted (partition, incarnation, above)
      ORDER BY wanted.partition
      ON CONFLICT (partition) DO UPDATE SET
        epoch = CASE
          WHEN partition_epoch.epoch <> (?::bigint[])[partition_epoch.partition + 1] THEN partition_epoch.epoch
          WHEN partition_epoch.incarnation = excluded.incarnation THEN greatest(partition_epoch.epoch, excluded.epoch)
          ELSE greatest(partition_epoch.epoch + 1, excluded.epoch) END,
        incarnation = CASE WHEN partition_epoch.epoch = (?::bigint[])[partition_epoch.partition + 1]
          THEN excluded.incarnation ELSE partition_epoch.incarnation END
      RETURNING partition, epoch, incarnation
      """;

  private final Database database;

  public PostgresEpochs(Database database) {
    this.database = database;
  }

  @Override
  public Future<Map<Integer, Standing>> claim(List<Claim> claims) {
    Object[] partitions = claims.stream().map(Claim::partition).toArray();
    Object[] incarnations = claims.stream().map(Claim::incarnation).toArray();
    Object[] above = claims.stream().map(Claim::above).toArray();
    return database.with(
        Share.CLAIMS,
        connection -> {
          try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
            claim.setArray(1, connection.createArrayOf("integer", partitions));
            claim.setArray(2, connection.createArrayOf("text", incarnations));
            claim.setArray(3, connection.createArrayOf("bigint", above));
            Array stood = connection.createArrayOf("bigint", stood(claims));
            claim.setArray(4, stood);
            claim.setArray(5, stood);
            try (ResultSet rows = claim.executeQuery()) {
              Map<Integer, Standing> standing = new HashMap<>();
              while (rows.next()) {
                standing.put(rows.getInt(1), new Standing(rows.getLong(2), rows.getString(3)));
              }
              return standing;
            }
          }
        });
  }

  private static Object[] stood(List<Claim> claims) {
    Object[] stood = new Object[claims.stream().mapToInt(Claim::partition).max().orElse(0) + 1];
    claims.forEach(claim -> stood[claim.partition()] = claim.stood());
    return stood;
  }
}
