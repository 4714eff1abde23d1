package io.chatcluster.postgres;

import static org.awaitility.Awaitility.await;

import io.chatcluster.archive.Archive;
import io.chatcluster.archive.ArchiveContract;
import io.chatcluster.archive.ArchiveRig;
import io.chatcluster.archive.ArchiveStore;
import io.chatcluster.broker.Epochs;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.waiting.Answers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// On a real PostgreSQL.
class PostgresArchiveContractTest extends ArchiveContract {

  private static final int PARTITIONS = 8;
  private static final Duration TIME = Duration.ofSeconds(2);
  private static final String NOWHERE = "jdbc:postgresql://127.0.0.1:1/postgres";

  private final EmbeddedPostgres server = start();
  private final Database database = database(server.getJdbcUrl("postgres", "postgres"));
  private final Database nowhere = database(NOWHERE);
  private final Rig rig = new Rig();

  private static EmbeddedPostgres start() {
    try {
      return EmbeddedPostgres.builder().start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Database database(String url) {
    return new Database(
        new PostgresSettings(
            url,
            new PostgresSettings.Role("postgres", "postgres"),
            new PostgresSettings.Pool(4, 100),
            new PostgresSettings.Patience(TIME, TIME, TIME)));
  }

  @BeforeAll
  void prepare() {
    database.prepare(PARTITIONS);
  }

  @AfterAll
  void stop() throws IOException {
    nowhere.close();
    database.close();
    server.close();
  }

  @Override
  protected ArchiveRig rig() {
    return rig;
  }

  private final class Rig implements ArchiveRig {

    /// Where this is not the real one, nothing answers.
    private Database reached = database;

    @Override
    public Archive archive() {
      return new PostgresArchive(reached);
    }

    @Override
    public Epochs epochs() {
      return new PostgresEpochs(reached);
    }

    @Override
    public ArchiveStore session() {
      return new PostgresArchiveStore(reached);
    }

    @Override
    public Future<ArchiveStore.Transaction> begin(
        ArchiveStore session, Map<Integer, Long> epochs, Collection<RoomId> rooms) {
      Promise<ArchiveStore.Transaction> begun = Promise.promise();
      Thread.ofVirtual().start(() -> begun.complete(session.begin(epochs, rooms)));
      return begun.future();
    }

    @Override
    public <T> T answer(Future<T> future) {
      return Answers.of(future);
    }

    @Override
    public void until(BooleanSupplier condition) {
      await().atMost(Duration.ofSeconds(8)).until(condition::getAsBoolean);
    }

    @Override
    public void staysOpen(Future<?> answer) {
      await()
          .during(Duration.ofMillis(300))
          .atMost(Duration.ofSeconds(1))
          .until(() -> !answer.isComplete());
    }

    @Override
    public Runnable away() {
      reached = nowhere;
      return () -> reached = database;
    }
  }
}
