package io.chatcluster.engineio;

import static io.chatcluster.engineio.EngineClient.POLLING;
import static io.chatcluster.engineio.EngineClient.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.engineio.EngineClient.Later;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A session of one event loop whose requests come to another one.
class EngineLoopsTest {

  private final EngineLoops all = new EngineLoops();
  private final EngineEcho owner = new EngineEcho(EngineEcho.CALM, all);
  private final EngineEcho other = new EngineEcho(EngineEcho.CALM, all);
  private final EngineClient home = new EngineClient(owner);
  private final EngineClient away = new EngineClient(other);

  @AfterEach
  void stop() {
    home.close();
    away.close();
    owner.close();
    other.close();
  }

  @Test
  void polls_and_posts_find_it() throws Exception {
    String sid = home.open();

    Later waiting = away.pollLater(sid);
    assertThat(away.post(sid, "4hello").body()).isEqualTo("ok");
    assertThat(waiting.get().body()).isEqualTo("4hello");
    home.post(sid, "4from home");
    assertThat(away.poll(sid).body()).isEqualTo("4from home");
    assertThat(other.sessions()).isZero();
  }

  @Test
  void two_polls_at_once_close_it_wherever_they_come_to() throws Exception {
    String sid = home.open();

    Later first = home.pollLater(sid);
    await().atMost(10, TimeUnit.SECONDS).until(() -> away.poll(sid).statusCode() == 400);

    assertThat(first.get().body()).isEqualTo("1");
    assertThat(owner.closed.poll(10, TimeUnit.SECONDS)).isEqualTo(CloseCause.TRANSPORT_ERROR);
    EngineClient.assertRefused(away.poll(sid), 400, 1);
  }

  @Test
  void a_body_that_is_too_long_is_refused_and_bytes_of_old_are_too() throws Exception {
    String sid = home.open();

    assertThat(away.post(sid, "4" + "x".repeat(10_000)).statusCode()).isEqualTo(413);
    assertThat(away.post(sid, "4hello").statusCode()).isEqualTo(200);
    assertThat(home.poll(sid).body()).isEqualTo("4hello");
  }

  @Test
  void a_websocket_takes_over_and_carries_all_in_order_in_both_directions() throws Exception {
    String sid = home.open();
    EngineSocket socket = away.socket(WEBSOCKET + "&sid=" + sid);
    socket.say("2probe");
    assertThat(socket.next()).isEqualTo("3probe");
    assertThat(home.poll(sid).body()).isEqualTo("6");
    socket.say("5");

    socket.say("4many");
    for (int i = 0; i < 100; i++) {
      assertThat(socket.next()).startsWith("4" + i + "-");
    }
    socket.say("4bye");
    assertThat(socket.next()).isEqualTo("4last words");
    assertThat(socket.next()).startsWith("close");
    assertThat(owner.closed.poll(10, TimeUnit.SECONDS)).isEqualTo(CloseCause.SERVER);
  }

  @Test
  void a_websocket_that_breaks_ends_it() throws Exception {
    String sid = home.open();
    EngineSocket socket = away.socket(WEBSOCKET + "&sid=" + sid);
    socket.say("2probe");
    assertThat(socket.next()).isEqualTo("3probe");
    socket.say("5");
    socket.say("4hello");
    assertThat(socket.next()).isEqualTo("4hello");

    socket.breaks();

    assertThat(owner.closed.poll(10, TimeUnit.SECONDS)).isEqualTo(CloseCause.TRANSPORT_CLOSE);
    EngineClient.assertRefused(home.get(POLLING + "&sid=" + sid), 400, 1);
  }
}
