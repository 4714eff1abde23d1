package io.chatcluster.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/// What is the same for all nodes of a deployment, and for ever: its number of partitions.
final class Deployment {

  private Deployment() {}

  /// The first node says how many there are; all others have to say the same.
  ///
  /// @throws WrongDeploymentException if there is another number
  static void require(DataSource database, int partitions) {
    try (Connection connection = database.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO deployment (partitions) VALUES (?) ON CONFLICT DO NOTHING");
        PreparedStatement select =
            connection.prepareStatement("SELECT partitions FROM deployment")) {
      insert.setInt(1, partitions);
      insert.executeUpdate();
      try (ResultSet row = select.executeQuery()) {
        row.next();
        requireSame(row.getInt(1), partitions);
      }
    } catch (SQLException e) {
      throw SqlFailure.unavailable(e);
    }
  }

  private static void requireSame(int created, int wanted) {
    if (created != wanted) {
      throw new WrongDeploymentException(
          "this deployment was created with %d partitions, CHAT_PARTITIONS says %d"
              .formatted(created, wanted));
    }
  }
}
