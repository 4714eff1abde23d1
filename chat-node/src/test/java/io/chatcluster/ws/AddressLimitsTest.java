package io.chatcluster.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.limits.Limit;
import io.chatcluster.limits.Limits;
import io.chatcluster.limits.Rate;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What one address may open, whoever it is, on a real socket behind a proxy that is trusted.
class AddressLimitsTest {

  private static final String OK = "HTTP/1.1 101 Switching Protocols";
  private static final String TOO_MANY = "HTTP/1.1 429 Too Many Requests";

  private final List<RawSocket> sockets = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (RawSocket socket : sockets) {
      socket.close();
    }
  }

  private static WsRig rig(int sockets, Rate handshakes) {
    return new WsRig(
        1_500, new Limits.Settings(Map.of(Limit.ADDRESS_HANDSHAKES, handshakes), sockets, 1_000));
  }

  /// @return the first line of the answer
  private String handshake(WsRig rig, String forwardedFor) {
    try {
      RawSocket socket = new RawSocket(rig.port());
      sockets.add(socket);
      String request = RawSocket.handshake("X-Forwarded-For: " + forwardedFor);
      String answer = socket.send(request).head().lines().findFirst().orElse("");
      if (!OK.equals(answer)) {
        // Connections that are no sockets have a bound of their own.
        socket.close();
      }
      return answer;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void an_address_has_so_many_sockets_and_others_have_their_own() throws IOException {
    try (WsRig rig = rig(2, Rate.NONE)) {
      assertThat(handshake(rig, "192.0.2.1")).isEqualTo(OK);
      assertThat(handshake(rig, "203.0.113.9, 192.0.2.1")).isEqualTo(OK);
      assertThat(handshake(rig, "192.0.2.1")).isEqualTo(TOO_MANY);
      assertThat(handshake(rig, "203.0.113.9, 192.0.2.1")).isEqualTo(TOO_MANY);
      assertThat(handshake(rig, "192.0.2.2")).isEqualTo(OK);

      sockets.getFirst().close();

      await().atMost(Duration.ofSeconds(8)).until(() -> handshake(rig, "192.0.2.1").equals(OK));
    }
  }

  @Test
  void handshakes_of_an_address_have_a_rate_and_those_that_were_refused_cost_nothing() {
    try (WsRig rig = rig(0, new Rate(1, 3))) {
      long began = System.nanoTime();
      int accepted = 0;
      for (int i = 0; i < 23; i++) {
        accepted += handshake(rig, "2001:db8:0:1::" + i).equals(OK) ? 1 : 0;
      }
      int seconds = (int) Duration.ofNanos(System.nanoTime() - began).toSeconds();
      assertThat(accepted).isBetween(3, 3 + seconds + 1);
      assertThat(handshake(rig, "2001:db8:0:2::1")).isEqualTo(OK);

      await()
          .atMost(Duration.ofSeconds(8))
          .until(() -> handshake(rig, "2001:db8:0:1::1").equals(OK));
    }
  }
}
