package io.chatcluster.redis;

import static io.chatcluster.redis.RedisRig.ADA;
import static io.chatcluster.redis.RedisRig.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.broker.Append;
import io.chatcluster.broker.LinkEvents;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A Redis that forgets its functions, or is too full to take any.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LibraryTest {

  private final RedisRig rig = new RedisRig();

  @AfterAll
  void end() {
    rig.close();
  }

  // It was a total outage: nothing was logged, all probes were green.
  @Test
  void whoever_finds_the_functions_missing_loads_them_and_gets_an_answer() {
    RoomId room = rig.openRoom("forgotten");
    rig.log(room, draft(ADA, "1"));

    rig.redis.command("FUNCTION", "FLUSH");
    assertThat(rig.log(room, draft(ADA, "2"))).hasSize(1);
    rig.redis.command("FUNCTION", "DELETE", "chat1");
    assertThat(rig.read(room, Position.NONE).publications()).hasSize(2);
    rig.redis.command("FUNCTION", "FLUSH");
    assertThat(rig.on(() -> rig.broker.heads(List.of(room)))).hasSize(1);
    rig.redis.command("FUNCTION", "FLUSH");
    assertThat(rig.closed(new RoomId("unopened")).agreed()).isFalse();
  }

  @Test
  void the_archiver_loads_them_too() {
    RoomId room = rig.openRoom("trimmed");
    RedisArchiveQueue log =
        rig.on(
            () ->
                Future.succeededFuture(
                    new RedisArchiveQueue(
                        rig.vertx, RedisRig.PARTITIONS, rig.settings(), LinkEvents.NONE)));
    log.start();
    Map<RoomId, Position> committed = Map.of(room, rig.log(room, draft(ADA, "1")).getFirst());
    await().ignoreExceptions().until(() -> callSucceeds(() -> log.trimRooms(committed)));

    rig.redis.command("FUNCTION", "FLUSH");

    log.trimRooms(committed);
    assertThat(rig.redis.text("FUNCTION", "LIST")).contains("chat1_trim");
    log.close();
  }

  private static boolean callSucceeds(Runnable call) {
    call.run();
    return true;
  }

  @Test
  void many_who_find_them_missing_at_once_are_all_answered() {
    RoomId room = rig.openRoom("crowd");
    rig.redis.command("FUNCTION", "FLUSH");

    List<Append> answers =
        rig.on(
            () ->
                Future.all(
                        Stream.generate(() -> rig.broker.append(room, List.of(draft(ADA, "x"))))
                            .limit(20)
                            .toList())
                    .map(all -> all.<Append>list()));

    assertThat(answers).hasSize(20).allMatch(Append.Done.class::isInstance);
    assertThat(rig.read(room, Position.NONE).publications()).hasSize(20);
  }

  // FUNCTION LOAD is refused by a full Redis: nobody who had lost the connection came back.
  @Test
  void a_connection_is_made_again_although_redis_is_full() {
    RoomId room = rig.openRoom("crammed");
    rig.log(room, draft(ADA, "1"));
    rig.redis.command("CONFIG", "SET", "maxmemory", "1");
    try {
      rig.redis.command("CLIENT", "KILL", "TYPE", "normal");

      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .until(() -> rig.read(room, Position.NONE).publications().size() == 1);
    } finally {
      rig.redis.command("CONFIG", "SET", "maxmemory", "0");
    }
  }

  @Test
  void another_library_of_the_same_name_is_replaced_on_the_next_connection() {
    RoomId room = rig.openRoom("other");
    rig.redis.command(
        "FUNCTION",
        "LOAD",
        "REPLACE",
        "#!lua name=chat1\nredis.register_function('chat1_append', function() return 'no' end)");

    rig.redis.command("CLIENT", "KILL", "TYPE", "normal");

    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() -> rig.append(room, draft(ADA, "1")) instanceof Append.Done);
  }
}
