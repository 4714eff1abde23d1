package io.chatcluster.local.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.local.node.Browser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What one client may do at a real nginx with the shipped configuration, and for how long.
final class LoadBalancerLimitsTest extends BehindNginx {
  /// More requests than a limit of one a second lets through, also on a busy machine.
  private static final int ENOUGH = 40;

  /// A household has 2^64 addresses, and would else have as many times the limit.
  @Test
  void neighbours_of_one_ipv6_network_share_its_limit() throws IOException, InterruptedException {
    var source =
        standIns.changed(
            "networks-source",
            "conf.d/realip.conf",
            text ->
                text.replace("# set_real_ip_from 10.0.0.0/8;", "set_real_ip_from 127.0.0.1;")
                    .replace("# real_ip", "real_ip"));
    var strict = standIns.nginx("networks", new NginxLimits(9, 9, 1, 5), source);
    try (var proxy = new Browser(strict.port())) {
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < ENOUGH; i++) {
        statuses.add(statusFor(proxy, "2001:db8:0:7:a:b:c:" + i));
      }

      assertThat(statuses).contains(200, 429);
      assertThat(statusFor(proxy, "2001:db8:0:8::1")).as("another network").isEqualTo(200);
      assertThat(statusFor(proxy, "192.0.2.1")).as("IPv4").isEqualTo(200);
    }
  }

  private static int statusFor(Browser proxy, String client)
      throws IOException, InterruptedException {
    return proxy.send(proxy.request("/page").header("X-Forwarded-For", client)).statusCode();
  }

  /// Nobody bounds the whole of it but the node, which answers before it has all of it.
  @Test
  void a_body_that_comes_byte_by_byte_reaches_the_node_and_the_answer_ends_it() throws IOException {
    var answer =
        RawRequest.drip(
            nginx.port(),
            "POST /api/guest HTTP/1.1\r\nHost: x\r\nContent-Length: 4000\r\n\r\n{",
            BOUND);

    assertThat(answer).startsWith("HTTP/1.1 200");
  }

  @Test
  void a_body_beyond_the_protocol_is_refused() throws IOException, InterruptedException {
    var large = browser.request("/api/guest").POST(BodyPublishers.ofString("x".repeat(70_000)));

    assertThat(browser.send(large).statusCode()).isEqualTo(413);
  }

  @Test
  void half_a_request_is_cut_after_five_seconds() throws IOException {
    var begun = System.nanoTime();

    RawRequest.send(nginx.port(), "GET /page HTTP/1.1\r\nHost: x\r\n", "never");

    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(15));
  }

  @Test
  void one_address_gets_429_above_its_limits() {
    var strict = standIns.nginx("strict", new NginxLimits(3, 1_000, 1, 5));
    try (var many = new Browser(strict.port())) {
      for (int i = 0; i < 3; i++) {
        many.open("/ws");
      }

      assertThat(refusal(() -> many.open("/ws"))).isEqualTo(429);
      var statuses =
          IntStream.range(0, ENOUGH)
              .mapToObj(i -> status(many))
              .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
      assertThat(statuses).containsOnlyKeys(200, 429);
    }
  }

  @Test
  void one_address_gets_429_above_its_rate_of_handshakes() {
    var strict = standIns.nginx("slow-handshakes", new NginxLimits(100, 1, 1_000, 2));
    try (var hasty = new Browser(strict.port())) {
      var answers =
          IntStream.range(0, ENOUGH)
              .mapToObj(i -> refusal(() -> hasty.open("/ws")))
              .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

      assertThat(answers).containsOnlyKeys(101, 429);
      assertThat(status(hasty)).as("a request is not a handshake").isEqualTo(200);
    }
  }

  private static int status(Browser browser) {
    try {
      return browser.get("/page").statusCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static int refusal(Runnable handshake) {
    try {
      handshake.run();
      return 101;
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        return refused.getResponse().statusCode();
      }
      throw e;
    }
  }
}
