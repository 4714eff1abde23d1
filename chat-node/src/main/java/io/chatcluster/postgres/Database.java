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
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// The connections to PostgreSQL, and its schema.
///
/// Any thread. Work runs on virtual threads, a bounded number at a time in each [Share]: readers
/// who have used up theirs hold up neither openings nor doubts nor claims.
public final class Database implements AutoCloseable {

  private final PostgresSettings settings;
  private final PGSimpleDataSource preparing;
  private final PGSimpleDataSource writing;
  private final HikariDataSource reads;
  private final HikariDataSource kept;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<Share, Queue> queues = new EnumMap<>(Share.class);

  /// Work on one connection, in autocommit mode.
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /// Who waits for the connections of one share.
  private record Queue(
      Share share, DataSource pool, Semaphore free, AtomicInteger waiting, Duration patience) {}

  /// Connects lazily: the database may be down when this is made.
  public Database(PostgresSettings settings) {
    this.settings = settings;
    Sessions sessions = new Sessions(settings);
    PostgresSettings.Patience patience = settings.patience();
    int connections = settings.pool().connections();
    this.preparing = sessions.unlimited();
    this.writing = sessions.limited(patience.write());
    this.reads = pool("reads", sessions.limited(patience.read()), connections);
    this.kept = pool("kept", sessions.limited(patience.lock()), Share.KEPT);
    for (Share share : Share.values()) {
      boolean read = share == Share.READS;
      queues.put(
          share,
          new Queue(
              share,
              read ? reads : kept,
              new Semaphore(share.connections(connections), true),
              new AtomicInteger(),
              read ? patience.read() : patience.lock()));
    }
  }

  /// Connections are kept open: to a server far away, opening one takes longer than a read may.
  private HikariDataSource pool(String name, DataSource source, int size) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(source);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(size);
    config.setConnectionTimeout(settings.patience().read().toMillis());
    config.setValidationTimeout(settings.patience().read().toMillis());
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }

  /// Brings the schema up to date and holds the deployment to its number of partitions. Blocks.
  ///
  /// @throws BrokerException while the database cannot be reached
  /// @throws WrongDeploymentException if the deployment was created with another number of
  ///     partitions
  public void prepare(int partitions) {
    new Schema(settings).prepare();
    try (Connection connection = preparing.getConnection();
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

  /// A connection outside the pool, for the archiver.
  Connection connect() throws SQLException {
    return writing.getConnection();
  }

  /// Runs work on a pooled connection of this share; completes on any thread.
  <T> Future<T> with(Share share, Work<T> work) {
    Queue queue = queue(share);
    if (queue.waiting().incrementAndGet() > settings.pool().maxWaiting()) {
      queue.waiting().decrementAndGet();
      return Future.failedFuture(
          unavailable(settings.pool().maxWaiting() + " " + share.word() + " wait for PostgreSQL"));
    }
    Promise<T> promise = Promise.promise();
    threads.execute(
        () -> {
          try {
            promise.complete(on(queue, work));
          } catch (SQLException e) {
            promise.fail(SqlFailure.unavailable(e));
          } catch (RuntimeException e) {
            promise.fail(e);
          } finally {
            queue.waiting().decrementAndGet();
          }
        });
    return promise.future();
  }

  private Queue queue(Share share) {
    Queue queue = queues.get(share);
    if (queue == null) {
      throw new IllegalStateException("no connections for " + share);
    }
    return queue;
  }

  private static <T> T on(Queue queue, Work<T> work) throws SQLException {
    long millis = queue.patience().toMillis();
    try {
      if (!queue.free().tryAcquire(millis, TimeUnit.MILLISECONDS)) {
        throw unavailable(
            "all connections to PostgreSQL for %s were busy for %d ms"
                .formatted(queue.share().word(), millis));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("interrupted");
    }
    try (Connection connection = queue.pool().getConnection()) {
      return work.on(connection);
    } finally {
      queue.free().release();
    }
  }

  private static BrokerException unavailable(String why) {
    return new BrokerException(BrokerException.Kind.ARCHIVE_UNAVAILABLE, why);
  }

  @Override
  public void close() {
    threads.close();
    reads.close();
    kept.close();
  }
}
