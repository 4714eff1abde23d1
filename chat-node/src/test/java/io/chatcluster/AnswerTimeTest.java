package io.chatcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.node.Failure;
import io.chatcluster.node.NodeEvents;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Push;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.room.Batch;
import io.chatcluster.room.Delivery;
import io.chatcluster.room.Member;
import io.chatcluster.room.Offer;
import io.chatcluster.room.Outlet;
import io.chatcluster.waiting.Answers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Who joins or reads has an answer within the ack time-out, whichever of Redis and PostgreSQL
/// stands still, and it names the one that does.
///
/// Every step had its own time: a turn on the way to Redis, a batch of openings for each 128 rooms,
/// a page behind a page. 45 seconds were seen.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnswerTimeTest {

  private static final Outlet NOWHERE =
      new Outlet() {
        @Override
        public Offer offer(Delivery delivery) {
          return Offer.ACCEPTED;
        }

        @Override
        public void push(Push push) {}

        @Override
        public boolean writable() {
          return true;
        }
      };

  private static final int ROOMS = 800;

  /// What a busy machine may add between a timer that is due and a clock that is read.
  private static final long GRACE_MILLIS = 2_000;

  private final OneNode node = new OneNode(new NodeEvents() {});
  private final List<RoomId> rooms =
      IntStream.range(0, ROOMS).mapToObj(i -> new RoomId("room" + i)).toList();

  /// @param code nothing where it was no refusal
  private record Answer(String code, long millis) {}

  @BeforeAll
  void messages() {
    node.startArchiver();
    all(rooms.stream().map(room -> node.say(room, OneNode.id(), "hello")).toList());
  }

  @AfterAll
  void end() {
    node.redis.thaw();
    node.close();
  }

  @Test
  void while_postgresql_is_locked_and_no_room_is_open() throws SQLException {
    node.redis.command("FLUSHALL");

    try (Connection connection = locked()) {
      List<Answer> answers = askEverything();
      connection.rollback();

      assertThat(answers).allSatisfy(AnswerTimeTest::inTime);
      assertThat(answers).extracting(Answer::code).containsOnly("archive_unavailable");
    }

    assertThatAllIsWellAgain();
  }

  @Test
  void while_redis_stands_still() {
    node.redis.freeze();
    List<Answer> answers = askEverything();
    node.redis.thaw();

    assertThat(answers).allSatisfy(AnswerTimeTest::inTime);
    assertThat(answers).extracting(Answer::code).containsOnly("unavailable");
    assertThatAllIsWellAgain();
  }

  @Test
  void while_first_redis_and_then_postgresql_stands_still() throws SQLException {
    node.redis.command("FLUSHALL");

    try (Connection connection = locked()) {
      node.redis.freeze();
      CompletableFuture<Void> thawed =
          CompletableFuture.runAsync(
              node.redis::thaw, CompletableFuture.delayedExecutor(1_300, TimeUnit.MILLISECONDS));
      List<Answer> answers = askEverything();
      thawed.join();
      connection.rollback();

      assertThat(answers).allSatisfy(AnswerTimeTest::inTime);
      assertThat(answers)
          .extracting(Answer::code)
          .contains("archive_unavailable")
          .isSubsetOf("archive_unavailable", "unavailable");
    }

    assertThatAllIsWellAgain();
  }

  private Connection locked() throws SQLException {
    Connection connection = node.database();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LOCK TABLE publication IN ACCESS EXCLUSIVE MODE");
    }
    return connection;
  }

  private static void inTime(Answer answer) {
    assertThat(answer.millis()).isLessThan(OneNode.ACK_TIMEOUT_MILLIS + GRACE_MILLIS);
  }

  /// Everybody joins a room, and in every fourth of them two ask for its past, one after the other.
  private List<Answer> askEverything() {
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < ROOMS; i++) {
      RoomId room = rooms.get(i);
      answers.add(join(i % 2, room));
      if (i % 4 == 0) {
        answers.add(history(i % 2, room));
        answers.add(history(i % 2, room));
      }
    }
    all(answers);
    return answers.stream().map(CompletableFuture::join).toList();
  }

  /// What nobody waited for any more has left nothing behind.
  private void assertThatAllIsWellAgain() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> askEverything().stream().allMatch(answer -> answer.code().isEmpty()));
  }

  private static <T> void all(List<CompletableFuture<T>> futures) {
    Answers.of(
        CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)), Duration.ofMinutes(1));
  }

  private CompletableFuture<Answer> history(int loop, RoomId room) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    long asked = System.nanoTime();
    node.on(
        loop,
        part ->
            part.history(room, Position.NONE, 100)
                .onSuccess(_ -> answer.complete(answer("", asked)))
                .onFailure(
                    failure -> answer.complete(answer(Failure.code(failure).wire(), asked))));
    return answer;
  }

  private static Answer answer(String code, long asked) {
    return new Answer(code, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked));
  }

  private CompletableFuture<Answer> join(int loop, RoomId room) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    long asked = System.nanoTime();
    node.on(
        loop,
        part ->
            part.join(
                room,
                null,
                new Member() {
                  @Override
                  public String session() {
                    return "n1.1";
                  }

                  @Override
                  public Outlet outlet() {
                    return NOWHERE;
                  }

                  @Override
                  public void joined(Position from, Position head, boolean recovered) {
                    answer.complete(answer("", asked));
                  }

                  @Override
                  public void refused(ErrorCode code) {
                    answer.complete(answer(code.wire(), asked));
                  }

                  @Override
                  public void read(Batch batch) {}

                  @Override
                  public void rightsChanged() {}
                }));
    return answer;
  }
}
