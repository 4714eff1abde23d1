package io.chatcluster.engineio;

import static io.chatcluster.engineio.EngineClient.POLLING;
import static io.chatcluster.engineio.EngineClient.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.engineio.EngineClient.Later;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A WebSocket takes over from polling, or does not, on a real server.
class EngineUpgradeTest {

  private final EngineEcho echo = new EngineEcho(EngineEcho.CALM);
  private final EngineClient client = new EngineClient(echo);

  @AfterEach
  void stop() {
    client.close();
    echo.close();
  }

  private EngineSocket probed(String sid) throws Exception {
    EngineSocket socket = client.socket(WEBSOCKET + "&sid=" + sid);
    socket.say("2probe");
    assertThat(socket.next()).isEqualTo("3probe");
    return socket;
  }

  @Test
  void a_websocket_takes_over_from_polling() throws Exception {
    String sid = client.open();
    EngineSocket socket = probed(sid);

    assertThat(client.poll(sid).body()).isEqualTo("6");
    socket.say("5");
    socket.say("4hello");

    assertThat(socket.next()).isEqualTo("4hello");
  }

  @Test
  void every_poll_while_it_does_comes_back_at_once_and_nothing_such_over_the_websocket()
      throws Exception {
    String sid = client.open();
    Later open = client.pollLater(sid);
    EngineSocket socket = probed(sid);

    assertThat(open.get().body()).isEqualTo("6");
    for (int i = 0; i < 5; i++) {
      assertThat(client.poll(sid).body()).isEqualTo("6");
    }
    client.post(sid, "4behind the last poll");
    socket.say("5");
    socket.say("4over it");

    assertThat(socket.next()).isEqualTo("4behind the last poll");
    assertThat(socket.next()).isEqualTo("4over it");
  }

  @Test
  void requests_after_it_are_refused_and_do_no_harm() throws Exception {
    String sid = client.open();
    EngineSocket socket = probed(sid);
    socket.say("5");
    socket.say("4there");
    assertThat(socket.next()).isEqualTo("4there");

    assertThat(client.poll(sid).statusCode()).isEqualTo(400);
    assertThat(client.post(sid, "4late").statusCode()).isEqualTo(400);
    assertThat(client.socket(WEBSOCKET + "&sid=" + sid).next()).startsWith("close");
    socket.say("4still there");

    assertThat(socket.next()).isEqualTo("4still there");
  }

  @Test
  void a_body_that_was_on_its_way_is_not_lost() throws Exception {
    String sid = client.open();
    try (Socket post =
        client.raw("POST", POLLING + "&sid=" + sid, "Content-Length: 6", "", "4he")) {
      EngineSocket socket = probed(sid);
      socket.say("5");
      socket.say("4over it");
      assertThat(socket.next()).isEqualTo("4over it");

      post.getOutputStream().write("llo".getBytes(StandardCharsets.UTF_8));

      assertThat(EngineClient.read(post)).startsWith("HTTP/1.1 200 ");
      assertThat(socket.next()).isEqualTo("4hello");
    }
  }

  @Test
  void polling_goes_on_where_a_websocket_breaks_or_is_rude() throws Exception {
    String sid = client.open();
    EngineSocket rude = client.socket(WEBSOCKET + "&sid=" + sid);
    rude.say("4not yet");
    assertThat(rude.next()).isEqualTo("close 1000");

    probed(sid).breaks();
    client.post(sid, "4still here");

    assertThat(client.poll(sid).body()).isEqualTo("4still here");
    assertThat(echo.closed).isEmpty();
  }

  @Test
  void a_websocket_that_is_late_is_closed_and_polling_goes_on() throws Exception {
    EngineSettings hasty =
        new EngineSettings(
            Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofMillis(200), 1_000, 1_000);
    try (EngineEcho quick = new EngineEcho(hasty);
        EngineClient other = new EngineClient(quick)) {
      String sid = other.open();
      EngineSocket silent = other.socket(WEBSOCKET + "&sid=" + sid);
      assertThat(silent.next()).isEqualTo("close 1000");
      EngineSocket slow = other.socket(WEBSOCKET + "&sid=" + sid);
      slow.say("2probe");
      assertThat(slow.next()).isEqualTo("3probe");
      assertThat(slow.next()).isEqualTo("close 1000");

      other.post(sid, "4still here");

      assertThat(other.poll(sid).body()).endsWith("4still here");
    }
    assertThat(EngineSettings.DEFAULTS.upgradeTimeout()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void what_this_side_says_before_it_closes_meanwhile_arrives_over_either() throws Exception {
    String polling = client.open();
    EngineSocket unused = probed(polling);
    client.post(polling, "4bye");
    assertThat(client.poll(polling).body()).isEqualTo("4last words\u001e1");
    assertThat(unused.next()).isEqualTo("close 1000");

    String upgrading = client.open();
    EngineSocket used = probed(upgrading);
    client.post(upgrading, "4bye");
    used.say("5");
    assertThat(used.next()).isEqualTo("4last words");
    assertThat(used.next()).isEqualTo("close 1000");
  }

  @Test
  void what_a_client_says_before_it_leaves_meanwhile_is_heard() throws Exception {
    String sid = client.open();
    EngineSocket socket = probed(sid);

    client.post(sid, "4bye");
    client.post(sid, "4unheard\u001e1");

    assertThat(client.poll(sid).body()).isEqualTo("4last words\u001e1");
    assertThat(socket.next()).isEqualTo("close 1000");
    assertThat(echo.closed.poll(20, TimeUnit.SECONDS)).isEqualTo(CloseCause.SERVER);

    String other = client.open();
    EngineSocket second = probed(other);
    client.post(other, "4first\u001e1");
    assertThat(second.next()).isEqualTo("close 1000");
    assertThat(List.of(CloseCause.TRANSPORT_CLOSE))
        .contains(echo.closed.poll(20, TimeUnit.SECONDS));
  }
}
