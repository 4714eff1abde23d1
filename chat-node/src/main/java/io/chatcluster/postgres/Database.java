package io.chatcluster.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.chatcluster.broker.BrokerException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/// The connections to PostgreSQL, and its schema.
///
/// Any thread. Work runs on virtual threads, a bounded number at a time.
public final class Database implements AutoCloseable {

  private static final int CONNECT_SECONDS = 5;

  private final PostgresSettings settings;
  private final PGSimpleDataSource direct = new PGSimpleDataSource();
  private final HikariDataSource pool;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger waiting = new AtomicInteger();

  /// Work on one connection, in autocommit mode.
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /// Connects lazily: the database may be down when this is made.
  public Database(PostgresSettings settings) {
    this.settings = settings;
    direct.setURL(settings.url());
    direct.setUser(settings.user());
    direct.setPassword(settings.password());
    direct.setApplicationName("chat-node");
    direct.setConnectTimeout(CONNECT_SECONDS);
    direct.setSocketTimeout(seconds(settings.timeout().multipliedBy(2)));
    direct.setTcpKeepAlive(true);
    HikariConfig config = new HikariConfig();
    config.setPoolName("archive");
    config.setDataSource(direct);
    config.setMaximumPoolSize(settings.pool());
    config.setMinimumIdle(1);
    config.setConnectionTimeout(settings.timeout().toMillis());
    config.setValidationTimeout(Math.min(1_000, settings.timeout().toMillis()));
    config.setInitializationFailTimeout(-1);
    this.pool = new HikariDataSource(config);
  }

  private static int seconds(Duration time) {
    return (int) Math.max(1, time.toSeconds());
  }

  /// Brings the schema up to date and holds the deployment to its number of partitions. Blocks.
  ///
  /// @throws BrokerException while the database cannot be reached
  /// @throws IllegalStateException if the deployment was created with another number of partitions
  public void prepare(int partitions) {
    try (Connection connection = direct.getConnection()) {
      connection.isValid(1);
    } catch (SQLException e) {
      throw SqlFailure.unavailable(e);
    }
    Flyway.configure().dataSource(direct).load().migrate();
    try (Connection connection = direct.getConnection();
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
      throw new IllegalStateException(
          "this deployment was created with %d partitions, CHAT_PARTITIONS says %d"
              .formatted(created, wanted));
    }
  }

  /// A connection outside the pool, for the archiver.
  Connection connect() throws SQLException {
    return direct.getConnection();
  }

  /// Runs work on a pooled connection; completes on any thread.
  <T> Future<T> with(Work<T> work) {
    if (waiting.incrementAndGet() > settings.maxWaiting()) {
      waiting.decrementAndGet();
      return Future.failedFuture(
          new BrokerException(
              BrokerException.Kind.UNAVAILABLE,
              settings.maxWaiting() + " reads wait for PostgreSQL"));
    }
    Promise<T> promise = Promise.promise();
    threads.execute(
        () -> {
          try (Connection connection = pool.getConnection()) {
            promise.complete(work.on(connection));
          } catch (SQLException e) {
            promise.fail(SqlFailure.unavailable(e));
          } catch (RuntimeException e) {
            promise.fail(e);
          } finally {
            waiting.decrementAndGet();
          }
        });
    return promise.future();
  }

  @Override
  public void close() {
    threads.close();
    pool.close();
  }
}
