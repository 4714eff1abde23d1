package io.chatcluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.broker.LinkEvents;
import io.chatcluster.limits.Account;
import io.chatcluster.limits.Limit;
import io.chatcluster.limits.LimitEvents;
import io.chatcluster.limits.Limits;
import io.chatcluster.limits.Quotas.Debit;
import io.chatcluster.limits.Rate;
import io.chatcluster.waiting.Answers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The obligations of the port, on a real Redis.
class RedisQuotasTest {

  private static final long SECOND = 1_000_000;
  private static final long MINUTE = 60 * SECOND;

  private static RedisRig rig;
  private static TestRedis redis;
  private static RedisQuotas quotas;

  @BeforeAll
  static void start() {
    rig = new RedisRig();
    redis = rig.redis;
    quotas =
        rig.on(
            () ->
                Future.succeededFuture(
                    new RedisQuotas(rig.vertx, rig.settings(), LinkEvents.NONE)));
    quotas.start();
  }

  @AfterAll
  static void stop() {
    rig.on(
        () -> {
          quotas.close();
          return Future.succeededFuture();
        });
    rig.close();
  }

  @BeforeEach
  void empty() {
    redis.command("FLUSHALL");
    awaitUp();
  }

  private static void awaitUp() {
    await()
        .atMost(Duration.ofSeconds(8))
        .ignoreExceptions()
        .until(() -> settle(new Debit(Limit.USER_MESSAGES, "up", 0, 0)).size() == 1);
  }

  private static List<Long> settle(Debit... debits) {
    return rig.on(() -> quotas.settle(List.of(debits)));
  }

  private static long keys() {
    return Long.parseLong(redis.text("DBSIZE"));
  }

  @Test
  void what_all_nodes_have_taken_is_missing_in_the_order_of_the_question() {
    settle(new Debit(Limit.USER_MESSAGES, "ada", 10 * SECOND, MINUTE));

    List<Long> missing =
        settle(
            new Debit(Limit.USER_MESSAGES, "bob", 2 * SECOND, MINUTE),
            new Debit(Limit.USER_MESSAGES, "ada", 3 * SECOND, MINUTE));

    assertThat(missing.get(0)).isEqualTo(2 * SECOND);
    assertThat(missing.get(1)).isBetween(8 * SECOND, 13 * SECOND);
  }

  @Test
  void what_is_missing_grows_back_and_leaves_nothing() {
    settle(new Debit(Limit.USER_MESSAGES, "ada", SECOND / 5, MINUTE));
    assertThat(keys()).isEqualTo(1);

    await().atMost(Duration.ofSeconds(8)).until(() -> keys() == 0);

    assertThat(settle(new Debit(Limit.USER_MESSAGES, "ada", 0, MINUTE))).containsExactly(0L);
    assertThat(keys()).isZero();
  }

  @Test
  void what_was_given_back_is_there_again() {
    settle(new Debit(Limit.USER_READS, "ada", 10 * SECOND, MINUTE));

    assertThat(settle(new Debit(Limit.USER_READS, "ada", -20 * SECOND, MINUTE)))
        .containsExactly(0L);

    assertThat(keys()).isZero();
  }

  @Test
  void never_more_is_missing_than_the_most() {
    assertThat(settle(new Debit(Limit.ROOM_BYTES, "r", 100 * MINUTE, MINUTE)))
        .containsExactly(MINUTE);
  }

  /// A moment that yesterday's clock wrote, or anybody at all.
  @Test
  void a_clock_that_was_set_back_locks_nobody_out() {
    redis.command("SET", "{limits}:user_messages:ada", "9000000000000000");

    assertThat(settle(new Debit(Limit.USER_MESSAGES, "ada", 1, 4 * SECOND)))
        .containsExactly(4 * SECOND);
  }

  @Test
  void a_full_redis_takes_no_more_keys_and_says_so() {
    redis.command("CONFIG", "SET", "maxmemory", "1");
    try {
      CompletableFuture<Throwable> failure = new CompletableFuture<>();
      rig.loop.runOnContext(
          _ ->
              quotas
                  .settle(List.of(new Debit(Limit.USER_MESSAGES, "ada", SECOND, MINUTE)))
                  .onSuccess(missing -> failure.complete(new AssertionError(missing)))
                  .onFailure(failure::complete));

      assertThat(Answers.of(failure)).hasMessageContaining("OOM");
      assertThat(keys()).isZero();
    } finally {
      redis.command("CONFIG", "SET", "maxmemory", "0");
    }
  }

  /// Nothing is loaded that a flush or a restart could take away.
  @Test
  void a_redis_that_was_emptied_or_restarted_is_asked_as_before() {
    redis.command("FUNCTION", "FLUSH");
    redis.command("SCRIPT", "FLUSH");
    assertThat(settle(new Debit(Limit.USER_MESSAGES, "ada", SECOND, MINUTE)))
        .containsExactly(SECOND);

    redis.restart();
    awaitUp();

    assertThat(settle(new Debit(Limit.USER_MESSAGES, "bob", SECOND, MINUTE)))
        .containsExactly(SECOND);
  }

  @Test
  void nodes_that_settle_here_share_one_rate() {
    List<Limits> nodes = List.of(node(), node(), node());
    List<Account> accounts = nodes.stream().map(node -> node.user("ada")).toList();
    long now = System.nanoTime() / 1_000_000;
    for (Account account : accounts) {
      account.charge(Limit.USER_MESSAGES, 20, now);
      assertThat(account.waitMillis(Limit.USER_MESSAGES, 1, now)).isEqualTo(100);
    }

    for (Limits node : nodes) {
      rig.on(
          () -> {
            node.tick(now);
            return Future.succeededFuture();
          });
    }

    // What the first had not heard of when it asked it hears of with its next message.
    assertThat(settle(new Debit(Limit.USER_MESSAGES, "ada", 0, MINUTE)).getFirst())
        .isGreaterThan(SECOND);
    await()
        .atMost(Duration.ofSeconds(8))
        .until(() -> accounts.getLast().waitMillis(Limit.USER_MESSAGES, 1, now) > 1_000);
  }

  private static Limits node() {
    Limits limits =
        new Limits(
            new Limits.Settings(Map.of(Limit.USER_MESSAGES, new Rate(10, 20)), 0, 100),
            LimitEvents.NONE);
    limits.settleWith(quotas);
    return limits;
  }

  @Test
  void the_largest_question_is_answered() {
    List<Debit> all = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      all.add(new Debit(Limit.USER_MESSAGES, "" + i, i * SECOND / 100, MINUTE));
    }

    List<Long> missing = settle(all.toArray(Debit[]::new));

    for (int i = 0; i < 256; i++) {
      assertThat(missing.get(i)).isEqualTo(i * SECOND / 100);
    }
  }
}
