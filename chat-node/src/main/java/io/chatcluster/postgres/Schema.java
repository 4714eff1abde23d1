package io.chatcluster.postgres;

import io.chatcluster.broker.BrokerException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The schema of the archive: what is in it, who owns it, and what the nodes may do in it.
///
/// Two roles: the *owner* makes and changes tables, the nodes' role reads and adds to them and can
/// neither drop nor alter anything. Where no owner is named the nodes' role is the owner as well.
/// Threads that may block; several nodes at once are fine.
public final class Schema {

  private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
  private static final String RIGHTS = "/db/rights.sql";

  /// Two simultaneous grants on one table fail. The number is arbitrary, but nobody else here locks
  /// it.
  private static final String ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(7310575183)";

  private static final String DENIED = "42501";
  private static final String CONNECTION_FAILED = "08";
  private static final String OPERATOR_INTERVENTION = "57";

  private final PostgresSettings settings;

  public Schema(PostgresSettings settings) {
    this.settings = settings;
  }

  /// Brings the schema up to date, as the owner, and grants the nodes' role what it needs.
  ///
  /// @throws BrokerException while the database cannot be reached, or lacks something that the
  ///     nodes' role is not allowed to make
  public void prepare() {
    boolean apart = !settings.owner().user().isEmpty();
    PostgresSettings.Role owner = apart ? settings.owner() : settings.role();
    DataSource source = new Sessions(settings).unlimited(owner);
    reach(source);
    try {
      migrate(source);
      if (apart && !owner.user().equals(settings.role().user())) {
        grant(source);
      }
    } catch (FlywayException e) {
      throw translate(e);
    } catch (SQLException e) {
      throw SqlFailure.unavailable(e);
    }
  }

  private static void reach(DataSource source) {
    try (Connection connection = source.getConnection()) {
      connection.isValid(1);
    } catch (SQLException e) {
      throw SqlFailure.unavailable(e);
    }
  }

  /// A role that owns nothing may not even ask for a migration's lock.
  private static void migrate(DataSource source) {
    Flyway flyway = Flyway.configure().dataSource(source).load();
    if (flyway.info().pending().length > 0) {
      flyway.migrate();
    }
  }

  private void grant(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(ONE_AT_A_TIME);
      String role = '"' + settings.role().user().replace("\"", "\"\"") + '"';
      statement.execute(rights().replace(":node", role));
      connection.commit();
    }
  }

  private static String rights() {
    try (InputStream in = Schema.class.getResourceAsStream(RIGHTS)) {
      if (in == null) {
        throw new IllegalStateException(RIGHTS + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What will pass, or be mended by somebody else, is waited for; anything else ends the start.
  private RuntimeException translate(FlywayException failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SQLException sql) {
        String state = String.valueOf(sql.getSQLState());
        if (state.equals(DENIED)) {
          LOG.debug("denied", failure);
          return new BrokerException(
              BrokerException.Kind.UNAVAILABLE,
              "PostgreSQL: the schema is not up to date, and the role %s may not change it: the"
                      .formatted(settings.role().user())
                  + " migration has to run as its owner",
              failure);
        }
        if (state.startsWith(CONNECTION_FAILED) || state.startsWith(OPERATOR_INTERVENTION)) {
          return SqlFailure.unavailable(sql);
        }
      }
    }
    return failure;
  }
}
