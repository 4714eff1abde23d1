package io.chatcluster.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.auth.TokenIssuer;
import io.chatcluster.auth.TokenSettings;
import io.chatcluster.limits.Limit;
import io.chatcluster.limits.LimitEvents;
import io.chatcluster.limits.Limits;
import io.chatcluster.limits.Proxies;
import io.chatcluster.limits.Rate;
import io.chatcluster.waiting.Answers;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who gets a token for a guest, and when, while others ask for more than their share.
class GuestsTest {

  /// Far fewer than a program can ask for.
  private static final Map<Limit, Rate> RATES =
      Map.of(Limit.ADDRESS_GUESTS, new Rate(20, 10), Limit.NODE_GUESTS, new Rate(1_000, 1_000));

  private final HttpClient client = HttpClient.newHttpClient();
  private final Vertx vertx = Vertx.vertx();
  private final AtomicBoolean over = new AtomicBoolean();
  private final List<Limit> refused = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() {
    server = serve(RATES, () -> System.nanoTime() / 1_000_000);
  }

  private HttpServer serve(Map<Limit, Rate> rates, LongSupplier clock) {
    LimitEvents events =
        new LimitEvents() {
          @Override
          public void refused(Limit limit) {
            refused.add(limit);
          }
        };
    TokenSettings tokens =
        new TokenSettings(
            List.of("a-secret-that-is-long-enough-for-hs256"), "chat-cluster", "chat");
    Guests guests =
        new Guests(
            new TokenIssuer(tokens),
            new Guests.Settings(true, Duration.ofHours(1)),
            new Limits(new Limits.Settings(rates, 0, 1_000), events),
            Proxies.of("127.0.0.1"),
            clock);
    return Answers.of(
        vertx
            .createHttpServer()
            .requestHandler(Api.router(vertx, Origins.of(""), guests, WebFiles.load()))
            .listen(0, "127.0.0.1"));
  }

  @AfterEach
  void stop() {
    over.set(true);
    Answers.of(vertx.close());
    client.close();
  }

  private CompletableFuture<HttpResponse<String>> ask(String address) {
    return client.sendAsync(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + "/api/guest"))
            .timeout(Duration.ofSeconds(10))
            .header("X-Forwarded-For", address)
            .POST(BodyPublishers.ofString("{\"name\":\"Ada\"}"))
            .build(),
        BodyHandlers.ofString());
  }

  private int status(String address) {
    return ask(address).join().statusCode();
  }

  /// Asks again as soon as it is answered, until the test is over.
  private void hog(String address) {
    if (!over.get()) {
      CompletableFuture<Void> _ = ask(address).thenAccept(_ -> hog(address));
    }
  }

  @Test
  void one_address_that_asks_in_a_loop_takes_nothing_from_another() {
    for (int i = 0; i < 50; i++) {
      hog("2001:db8:0:1::" + Integer.toHexString(i));
    }

    for (int i = 0; i < 10; i++) {
      assertThat(status("2001:db8:0:2::1")).isEqualTo(200);
    }
  }

  @Test
  void whoever_shares_the_address_of_a_program_in_a_loop_gets_in_too() {
    for (int i = 0; i < 3; i++) {
      hog("192.0.2.1");
    }

    for (int i = 0; i < 20; i++) {
      long asked = System.nanoTime();
      assertThat(status("192.0.2.1")).isEqualTo(200);
      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(8));
    }
  }

  /// Twenty addresses that ask in a loop used up what the node gives, in the order in which they
  /// came: somebody else had to be as quick as they were.
  @Test
  void addresses_that_use_up_what_the_node_gives_take_turns_with_everybody_else() throws Exception {
    Answers.of(server.close());
    server = serve(Map.of(Limit.NODE_GUESTS, new Rate(20, 1)), () -> System.nanoTime() / 1_000_000);
    for (int i = 0; i < 80; i++) {
      hog("192.0.2." + i % 20);
    }

    for (int i = 0; i < 4; i++) {
      assertThat(status("198.51.100." + i)).isEqualTo(200);
    }
    assertThat(refused).containsOnly(Limit.NODE_GUESTS);
  }

  @Test
  void whose_turn_does_not_come_in_time_is_told_when_to_come_back() throws Exception {
    Answers.of(server.close());
    server = serve(Map.of(Limit.NODE_GUESTS, new Rate(1, 1)), () -> System.nanoTime() / 1_000_000);
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      all.add(ask("192.0.2." + i));
    }

    List<HttpResponse<String>> answers = all.stream().map(CompletableFuture::join).toList();

    assertThat(answers).filteredOn(answer -> answer.statusCode() == 200).hasSizeBetween(1, 3);
    assertThat(answers)
        .filteredOn(answer -> answer.statusCode() == 429)
        .hasSizeBetween(9, 11)
        .allMatch(answer -> answer.headers().firstValue("Retry-After").orElse("").equals("2"));
    assertThat(refused).containsOnly(Limit.NODE_GUESTS);
  }

  @Test
  void who_would_wait_too_long_is_told_when_to_come_back_and_has_taken_nothing() throws Exception {
    AtomicLong clock = new AtomicLong();
    Answers.of(server.close());
    server = serve(Map.of(Limit.ADDRESS_GUESTS, new Rate(1, 2)), clock::get);
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      all.add(ask("192.0.2.1"));
    }

    List<HttpResponse<String>> answers = all.stream().map(CompletableFuture::join).toList();
    List<HttpResponse<String>> late =
        answers.stream().filter(answer -> answer.statusCode() == 429).toList();

    assertThat(answers).filteredOn(answer -> answer.statusCode() == 200).hasSize(4);
    assertThat(late).hasSize(8);
    for (HttpResponse<String> answer : late) {
      assertThat(answer.headers().firstValue("Retry-After")).contains("3");
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
      assertThat(answer.body()).contains("\"code\":\"rate_limited\"");
    }
    assertThat(refused).containsOnly(Limit.ADDRESS_GUESTS).hasSize(8);
    clock.set(3_000);
    assertThat(status("192.0.2.1")).isEqualTo(200);
  }

  @Test
  void a_header_of_a_stranger_makes_nobody_another_address() throws Exception {
    Answers.of(server.close());
    server = serve(Map.of(Limit.ADDRESS_GUESTS, new Rate(1, 2)), () -> 0);

    int given = 0;
    for (int i = 0; i < 10; i++) {
      given += status("198.51.100." + i + ", 192.0.2.1") == 200 ? 1 : 0;
    }

    assertThat(given).isEqualTo(4);
  }
}
