package io.chatcluster.postgres;

import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/// Makes sessions that end by themselves: PostgreSQL stops whatever a node no longer waits for, and
/// releases whatever a silent node holds.
///
/// The limits are settings of the session, so they hold on the server whatever has become of the
/// node. Any thread.
final class Sessions {

  private static final int CONNECT_SECONDS = 5;

  /// A peer that acknowledges nothing for this long is gone, and so are its locks.
  private static final Duration UNACKNOWLEDGED = Duration.ofSeconds(10);

  private static final int KEEPALIVE_IDLE_SECONDS = 10;
  private static final int KEEPALIVE_INTERVAL_SECONDS = 5;
  private static final int KEEPALIVE_COUNT = 3;

  /// How often PostgreSQL looks whether the node that it works for is still connected.
  private static final Duration CONNECTION_CHECK = Duration.ofSeconds(1);

  /// How much of a name PostgreSQL keeps.
  private static final int NAME_BYTES = 63;

  private final PostgresSettings settings;

  Sessions(PostgresSettings settings) {
    DriverLog.silence();
    this.settings = settings;
  }

  /// Sessions without a limit, for the schema, which may take its time.
  PGSimpleDataSource unlimited() {
    return unlimited(settings.role());
  }

  /// The same for another role.
  PGSimpleDataSource unlimited(PostgresSettings.Role role) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL(settings.server().url());
    PostgresTls.apply(source, settings.server().caFile());
    source.setUser(role.user());
    source.setPassword(role.password());
    source.setApplicationName(name());
    source.setConnectTimeout(CONNECT_SECONDS);
    source.setTcpKeepAlive(true);
    return source;
  }

  /// The name by which `pg_stat_activity` tells this node's sessions from those of others.
  private String name() {
    String name = "chat-node " + settings.node();
    return name.strip().substring(0, Math.min(name.strip().length(), NAME_BYTES));
  }

  /// Sessions whose statements end after this time. The node itself waits a little longer, so that
  /// PostgreSQL is the first to give up and no statement runs on without anybody waiting for it.
  PGSimpleDataSource limited(Duration statement) {
    PGSimpleDataSource source = unlimited();
    source.setSocketTimeout(seconds(statement.plus(settings.patience().read())));
    String given = source.getOptions();
    // The last one counts: whatever an operator has put into the URL wins.
    source.setOptions(options(statement) + (given == null ? "" : " " + given));
    return source;
  }

  private String options(Duration statement) {
    return String.join(
        " ",
        option("statement_timeout", statement.toMillis()),
        option(
            "lock_timeout", Math.min(statement.toMillis(), settings.patience().lock().toMillis())),
        option(
            "idle_in_transaction_session_timeout",
            settings.patience().idleTransaction().toMillis()),
        option("client_connection_check_interval", CONNECTION_CHECK.toMillis()),
        option("tcp_user_timeout", UNACKNOWLEDGED.toMillis()),
        option("tcp_keepalives_idle", KEEPALIVE_IDLE_SECONDS),
        option("tcp_keepalives_interval", KEEPALIVE_INTERVAL_SECONDS),
        option("tcp_keepalives_count", KEEPALIVE_COUNT));
  }

  private static String option(String name, long value) {
    return "-c " + name + "=" + value;
  }

  private static int seconds(Duration time) {
    return (int) Math.max(1, time.toSeconds());
  }
}
