package io.chatcluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.LinkEvents;
import io.chatcluster.waiting.Answers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The supervised connection: bounded, with a deadline, always coming back.
class RedisLinkTest {

  private static final int MAX_IN_FLIGHT = 10;

  private final TestRedis redis = new TestRedis();
  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final AtomicInteger ups = new AtomicInteger();
  private final List<Future<Response>> asked = new CopyOnWriteArrayList<>();
  private final CompletableFuture<RedisLink> made = new CompletableFuture<>();

  /// How long the owner is busy elsewhere before it has prepared a connection.
  private Duration preparing = Duration.ZERO;

  private final List<BrittleRedis> clients = new CopyOnWriteArrayList<>();

  private RedisLink link() {
    return link(Duration.ofSeconds(2));
  }

  private RedisLink link(Duration timeout) {
    return link(timeout, "");
  }

  private RedisLink link(Duration timeout, String password) {
    RedisSettings settings =
        new RedisSettings(
            RedisServers.one(new RedisSettings.Server(redis.url(), password, RedisTls.STANDARD)),
            timeout,
            MAX_IN_FLIGHT,
            RedisRig.LOG,
            RedisRig.READS);
    loop.runOnContext(
        _ ->
            made.complete(
                new RedisLink(
                    vertx,
                    Destination.first("test", settings),
                    LinkEvents.NONE,
                    new Owner(),
                    this::client)));
    RedisLink link = made.join();
    link.start();
    awaitUps(1);
    return link;
  }

  private Redis client(RedisOptions options) {
    BrittleRedis client = new BrittleRedis(Redis.createClient(vertx, options));
    clients.add(client);
    return client;
  }

  @AfterEach
  void end() {
    RedisLink link = made.join();
    loop.runOnContext(_ -> link.close());
    Answers.of(vertx.close());
    redis.close();
  }

  @Test
  void commands_beyond_the_bound_are_refused_and_the_rest_is_answered() {
    RedisLink link = link();

    ask(link, MAX_IN_FLIGHT + 1);

    assertAnswered(MAX_IN_FLIGHT);
  }

  @Test
  void what_a_lost_connection_owed_does_not_count_for_the_next_one() {
    RedisLink link = link();
    Thread.ofVirtual().start(() -> redis.text("DEBUG", "SLEEP", "0.4"));
    ask(link, MAX_IN_FLIGHT);
    List<Future<Response>> owed = List.copyOf(asked);
    loop.runOnContext(_ -> link.cut("a test"));
    awaitUps(2);
    await().atMost(Duration.ofSeconds(5)).until(() -> owed.stream().allMatch(Future::isComplete));

    ask(link, MAX_IN_FLIGHT + 1);

    assertAnswered(MAX_IN_FLIGHT);
  }

  @Test
  void a_link_that_owes_answers_and_hears_nothing_is_made_anew() {
    RedisLink link = link();
    Thread.ofVirtual().start(() -> redis.text("DEBUG", "SLEEP", "3"));

    List<Future<Response>> owed = new ArrayList<>();
    await()
        .atMost(Duration.ofSeconds(8))
        .until(
            () -> {
              ask(link, 1);
              owed.addAll(asked);
              return ups.get() == 2;
            });

    assertThat(owed)
        .filteredOn(Future::failed)
        .first()
        .extracting(failed -> failed.cause().getMessage())
        .asString()
        .contains("(test)", "no answer to ping within 2000 ms");
  }

  @Test
  void a_function_that_redis_does_not_answer_is_named_without_what_it_was_given() {
    RedisLink link = link(Duration.ofMillis(300));
    Thread.ofVirtual().start(() -> redis.text("DEBUG", "SLEEP", "1"));
    Request call = Request.cmd(Command.FCALL).arg("chat1_append").arg(1).arg("secret");

    List<Future<Response>> owed = new ArrayList<>();
    await()
        .atMost(Duration.ofSeconds(8))
        .until(
            () -> {
              ask(link, call, 1);
              owed.addAll(asked);
              return owed.stream().anyMatch(f -> f.failed() && said(f).contains("no answer"));
            });

    assertThat(owed)
        .filteredOn(f -> f.failed() && said(f).contains("no answer"))
        .allMatch(f -> said(f).contains("no answer to fcall chat1_append within 300 ms"))
        .noneMatch(f -> said(f).contains("secret"));
  }

  private static String said(Future<?> failed) {
    return String.valueOf(failed.cause().getMessage());
  }

  // The fence waits for PostgreSQL. Where that took longer than Redis may be silent, the link was
  // cut, again and again, and the node never came back.
  @Test
  void the_time_that_an_owner_spends_elsewhere_is_not_the_silence_of_redis() {
    preparing = Duration.ofMillis(1_500);

    RedisLink link = link(Duration.ofMillis(300));

    assertThat(clients).hasSize(1);
    ask(link, MAX_IN_FLIGHT + 1);
    assertAnswered(MAX_IN_FLIGHT);
  }

  // A node that was busy for longer than the time-out cut its links, and everybody got
  // `unavailable`.
  @Test
  void a_loop_that_stood_still_does_not_take_it_for_silence() {
    RedisLink link = link(Duration.ofMillis(400));

    // While it reads: its timers come before it reads again.
    loop.runOnContext(
        _ ->
            link.send(Request.cmd(Command.PING))
                .onSuccess(
                    _ -> {
                      asked.add(link.send(Request.cmd(Command.PING)));
                      standStill(Duration.ofSeconds(2));
                    }));
    await()
        .atMost(Duration.ofSeconds(8))
        .until(() -> !asked.isEmpty() && asked.getFirst().isComplete());

    assertThat(asked).allMatch(Future::succeeded);
    assertThat(ups).hasValue(1);
  }

  private static void standStill(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  @Test
  void a_dead_connection_fails_every_call_and_so_it_is_cut() {
    for (String failure : List.of("Connection is closed", "READONLY a replica", "LOADING a file")) {
      RedisLink link = made.isDone() ? made.join() : link();
      int before = ups.get();
      clients.getLast().failing = failure;

      ask(link, 1);
      awaitUps(before + 1);
      ask(link, 3);
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> asked.stream().allMatch(Future::isComplete));

      assertThat(asked).as(failure).allMatch(Future::succeeded);
    }
  }

  @Test
  void an_error_that_redis_itself_answers_does_not_cut_the_link() {
    RedisLink link = link();
    redis.command("SET", "text", "no number");

    for (int i = 0; i < 5; i++) {
      ask(link, Request.cmd(Command.INCR).arg("text"), 1);
      await().atMost(Duration.ofSeconds(5)).until(() -> asked.getFirst().isComplete());
      assertThat(asked.getFirst().cause()).isInstanceOf(BrokerException.class);
    }
    ask(link, 1);
    await().atMost(Duration.ofSeconds(5)).until(() -> asked.getFirst().succeeded());

    assertThat(ups).hasValue(1);
  }

  @Test
  void a_waiter_that_the_client_has_forgotten_is_found_although_others_are_answered() {
    RedisLink link = link(Duration.ofMillis(300));
    clients.getLast().forgetful = true;
    ask(link, 1);
    Future<Response> forgotten = asked.getFirst();
    List<Future<Response>> others = new ArrayList<>();

    await()
        .atMost(Duration.ofSeconds(8))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              ask(link, 1);
              others.addAll(asked);
              return forgotten.isComplete();
            });

    assertThat(forgotten.cause()).isInstanceOf(BrokerException.class);
    assertThat(others).anyMatch(Future::succeeded);
    awaitUps(2);
  }

  @Test
  void a_link_that_owes_nothing_may_be_silent() {
    link();

    await()
        .during(Duration.ofMillis(2_700))
        .atMost(Duration.ofSeconds(4))
        .until(() -> ups.get() == 1);
  }

  /// As docs/operations.md changes it: for a while Redis takes both.
  @Test
  void a_password_opens_the_connection_and_so_does_the_next_one_before_the_old_one_goes() {
    redis.command("ACL", "SETUSER", "default", "resetpass", ">old-password", ">new-password");
    RedisLink link = link(Duration.ofSeconds(2), "new-password");

    ask(link, MAX_IN_FLIGHT + 1);

    assertAnswered(MAX_IN_FLIGHT);
  }

  private void ask(RedisLink link, int count) {
    ask(link, Request.cmd(Command.PING), count);
  }

  private void ask(RedisLink link, Request request, int count) {
    asked.clear();
    CompletableFuture<Boolean> sent = new CompletableFuture<>();
    loop.runOnContext(
        _ -> {
          for (int i = 0; i < count; i++) {
            asked.add(link.send(request));
          }
          sent.complete(true);
        });
    Answers.of(sent);
  }

  private void assertAnswered(int count) {
    await().atMost(Duration.ofSeconds(5)).until(() -> asked.stream().allMatch(Future::isComplete));
    assertThat(asked.subList(0, count)).allMatch(Future::succeeded);
    assertThat(asked.subList(count, asked.size()))
        .isNotEmpty()
        .allSatisfy(
            refused ->
                assertThat(refused.cause())
                    .isInstanceOfSatisfying(
                        BrokerException.class,
                        e -> assertThat(e.kind()).isEqualTo(BrokerException.Kind.OVERLOADED)));
  }

  private void awaitUps(int count) {
    await().atMost(Duration.ofSeconds(8)).until(() -> ups.get() >= count);
  }

  private final class Owner implements RedisLink.Owner {

    @Override
    public Future<?> prepare(RedisConnection connection) {
      return preparing.isZero()
          ? Future.succeededFuture()
          : vertx.timer(preparing.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void up() {
      ups.incrementAndGet();
    }
  }
}
