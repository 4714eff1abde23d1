package io.chatcluster.ws;

import static io.chatcluster.ws.RawSocket.handshake;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Connections that are no WebSockets yet, and those that never will be.
class HandshakePhaseTest {

  private static final Duration SOON = Duration.ofSeconds(9);

  private final WsRig rig = new WsRig();

  @AfterEach
  void end() {
    rig.close();
  }

  @Test
  void half_a_request_is_cut_off_even_if_more_of_it_comes_now_and_then() throws IOException {
    try (RawSocket socket = new RawSocket(rig.port())) {
      socket.send("GET /ws HTTP/1.1\r\n");

      // Each line would have put off the end of an idle connection.
      await()
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(300))
          .ignoreExceptions()
          .until(
              () -> {
                if (!rig.rejected.contains("late")) {
                  socket.send("a: b\r\n");
                }
                return rig.rejected.contains("late");
              });
      assertThat(socket.ends(SOON)).isTrue();
    }
    await().atMost(SOON).until(() -> rig.admission.httpConnections() == 0);
  }

  @Test
  void a_connection_is_counted_until_it_is_a_socket_or_gone() throws IOException {
    try (RawSocket quiet = new RawSocket(rig.port())) {
      await().atMost(SOON).until(() -> rig.admission.httpConnections() == 1);
      assertThat(quiet.send(handshake()).status()).isEqualTo(101);
      await().atMost(SOON).until(() -> rig.admission.httpConnections() == 0);
      assertThat(rig.admission.connections()).isEqualTo(1);
    }
    await().atMost(SOON).until(() -> rig.admission.connections() == 0);
  }

  @Test
  void too_many_connections_are_closed_unanswered_and_sockets_stay() throws IOException {
    List<RawSocket> all = new ArrayList<>();
    try (RawSocket socket = RawSocket.open(rig.port())) {
      for (int i = 0; i < WsRig.MAX_HTTP; i++) {
        all.add(new RawSocket(rig.port()));
      }
      await().atMost(SOON).until(() -> rig.admission.httpConnections() == WsRig.MAX_HTTP);

      try (RawSocket late = new RawSocket(rig.port())) {
        assertThat(late.ends(SOON)).isTrue();
      }

      assertThat(rig.rejected).containsOnly("crowded");
      assertThat(socket.send(RawSocket.frame(0x89, "x")).next(10)).isEqualTo(new byte[] {'x'});
    } finally {
      for (RawSocket socket : all) {
        socket.close();
      }
    }
  }
}
