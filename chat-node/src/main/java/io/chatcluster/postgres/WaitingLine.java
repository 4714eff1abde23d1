package io.chatcluster.postgres;

import io.chatcluster.broker.BrokerException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/// Who waits for the connections of one [Share]: so many at the most, and each so long at the most.
/// Any thread.
final class WaitingLine {

  /// Work on one connection, in autocommit mode.
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private final Share share;
  private final DataSource pool;
  private final Semaphore free;
  private final int maxWaiting;
  private final Duration patience;
  private final AtomicInteger waiting = new AtomicInteger();

  WaitingLine(Share share, DataSource pool, int connections, int maxWaiting, Duration patience) {
    this.share = share;
    this.pool = pool;
    this.free = new Semaphore(connections, true);
    this.maxWaiting = maxWaiting;
    this.patience = patience;
  }

  /// Whether there was room; then [#leave] has to follow.
  boolean enter() {
    if (waiting.incrementAndGet() > maxWaiting) {
      waiting.decrementAndGet();
      return false;
    }
    return true;
  }

  void leave() {
    waiting.decrementAndGet();
  }

  BrokerException tooLong() {
    return unavailable(maxWaiting + " " + share.word() + " wait for PostgreSQL");
  }

  /// Waits for a connection, and works on it. Blocks.
  <T> T work(Work<T> work) throws SQLException {
    long millis = patience.toMillis();
    try {
      if (!free.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
        throw unavailable(
            "all connections to PostgreSQL for %s were busy for %d ms"
                .formatted(share.word(), millis));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("interrupted");
    }
    try (Connection connection = pool.getConnection()) {
      return work.on(connection);
    } finally {
      free.release();
    }
  }

  private static BrokerException unavailable(String why) {
    return new BrokerException(BrokerException.Kind.ARCHIVE_UNAVAILABLE, why);
  }
}
