package io.chatcluster.engineio;

import static io.chatcluster.engineio.EngineClient.WEBSOCKET;
import static io.chatcluster.engineio.EngineClient.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Pings on a real server. How long they take exactly, [EngineSessionTest] asks, whose clock is
/// never late.
class EngineHeartbeatTest {

  /// Pings often, and waits for as long as a loaded machine may need.
  private static final EngineSettings PATIENT =
      new EngineSettings(
          Duration.ofMillis(100), Duration.ofMinutes(1), Duration.ofSeconds(10), 1_000, 1_000);

  @Test
  void over_polling_each_ping_comes_after_the_answer_to_the_last() throws Exception {
    try (EngineEcho echo = new EngineEcho(PATIENT);
        EngineClient client = new EngineClient(echo)) {
      String sid = client.open();

      for (int i = 0; i < 3; i++) {
        assertThat(client.poll(sid).body()).isEqualTo("2");
        assertThat(client.post(sid, "3").statusCode()).isEqualTo(200);
      }

      assertThat(echo.closed).isEmpty();
    }
  }

  @Test
  void over_a_websocket_too() throws Exception {
    try (EngineEcho echo = new EngineEcho(PATIENT);
        EngineClient client = new EngineClient(echo)) {
      EngineSocket socket = client.socket(WEBSOCKET);
      socket.next();

      for (int i = 0; i < 3; i++) {
        assertThat(socket.next()).isEqualTo("2");
        socket.say("3");
      }

      assertThat(echo.closed).isEmpty();
    }
  }

  @Test
  void a_client_that_answers_no_ping_is_gone_and_costs_nothing() throws Exception {
    try (EngineEcho echo = new EngineEcho(EngineEcho.SUITE);
        EngineClient client = new EngineClient(echo)) {
      long from = System.nanoTime();
      EngineSocket socket = client.socket(WEBSOCKET);
      socket.next();
      String sid = client.open();

      assertThat(socket.next()).isEqualTo("2");
      assertThat(socket.next()).startsWith("close");

      assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThan(Duration.ofMillis(499));
      assertThat(echo.closed.poll(20, TimeUnit.SECONDS)).isEqualTo(CloseCause.PING_TIMEOUT);
      assertThat(echo.closed.poll(20, TimeUnit.SECONDS)).isEqualTo(CloseCause.PING_TIMEOUT);
      await().until(() -> echo.sessions() == 0);
      assertRefused(client.poll(sid), 400, 1);
    }
  }
}
