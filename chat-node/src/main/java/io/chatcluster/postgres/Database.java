package io.chatcluster.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.chatcluster.broker.BrokerException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
  private final Map<Share, WaitingLine> lines = new EnumMap<>(Share.class);

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
      lines.put(
          share,
          new WaitingLine(
              share,
              read ? reads : kept,
              share.connections(connections),
              settings.pool().maxWaiting(),
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
    Deployment.require(preparing, partitions);
  }

  /// A connection outside the pool, for the archiver.
  Connection connect() throws SQLException {
    return writing.getConnection();
  }

  /// Runs work on a pooled connection of this share; completes on any thread.
  <T> Future<T> with(Share share, WaitingLine.Work<T> work) {
    WaitingLine line = line(share);
    if (!line.enter()) {
      return Future.failedFuture(line.tooLong());
    }
    Promise<T> promise = Promise.promise();
    threads.execute(
        () -> {
          try {
            promise.complete(line.work(work));
          } catch (SQLException e) {
            promise.fail(SqlFailure.unavailable(e));
          } catch (RuntimeException e) {
            promise.fail(e);
          } finally {
            line.leave();
          }
        });
    return promise.future();
  }

  private WaitingLine line(Share share) {
    WaitingLine line = lines.get(share);
    if (line == null) {
      throw new IllegalStateException("no connections for " + share);
    }
    return line;
  }

  @Override
  public void close() {
    threads.close();
    reads.close();
    kept.close();
  }
}
