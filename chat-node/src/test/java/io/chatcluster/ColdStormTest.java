package io.chatcluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.node.NodeEvents;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.waiting.Answers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Everybody comes at once, each into a room of their own, and Redis has none of them open.
///
/// Of 4,000 people half were refused, after 24 seconds: every room was a question of its own to
/// PostgreSQL, and more than a thousand could not wait.
class ColdStormTest {

  private static final int ROOMS = 3_000;

  /// This is not about how busy the machine is.
  private final OneNode node = new OneNode(new NodeEvents() {}, 60_000);

  @AfterEach
  void end() {
    node.close();
  }

  @Test
  void all_are_in_after_redis_has_lost_everything_and_nobody_is_refused() throws SQLException {
    node.startArchiver();
    List<RoomId> rooms = IntStream.range(0, ROOMS).mapToObj(i -> new RoomId("storm" + i)).toList();
    all(rooms.stream().map(room -> node.say(room, OneNode.id(), "hello")).toList());
    node.redis.command("FLUSHALL");
    long before = transactions();

    List<CompletableFuture<Position>> joins = new ArrayList<>();
    for (int i = 0; i < ROOMS; i++) {
      joins.add(node.join(i % 2, rooms.get(i), new ArrayList<>()));
    }
    all(joins);

    assertThat(joins)
        .as("each stands behind what was said there")
        .noneMatch(joined -> joined.join().equals(Position.NONE));
    assertThat(transactions() - before)
        .as("questions to PostgreSQL, which are for many rooms each")
        .isLessThan(ROOMS / 2);
  }

  /// How many PostgreSQL has done so far; it counts what a session did about a second later.
  private long transactions() throws SQLException {
    try (Connection connection = node.database();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static <T> void all(List<CompletableFuture<T>> futures) {
    Answers.of(
        CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)), Duration.ofMinutes(1));
  }
}
