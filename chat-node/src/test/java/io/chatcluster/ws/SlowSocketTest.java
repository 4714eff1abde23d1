package io.chatcluster.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.http.WebSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A client that stops reading, over a real socket: what it costs, whom it holds up, how it goes
/// on, and how it ends.
class SlowSocketTest {

  private static final int LENGTH = 4_000;
  private static final int COUNT = 1_500;

  /// A member that lags reads on page by page.
  private static final int PAGE = 200;

  private static final Duration SOON = Duration.ofSeconds(20);

  private static List<String> numbers(WsRig rig, WebSocket socket) {
    return rig.messages(socket).stream()
        .map(text -> text.replaceAll(".*\"message\":\"(\\d+) .*", "$1"))
        .toList();
  }

  private static List<String> upTo(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }

  @Test
  void a_client_that_does_not_read_costs_a_bounded_outbox_and_misses_nothing_in_the_end() {
    try (WsRig rig = new WsRig(60_000)) {
      WebSocket slow = rig.connected("slow");
      WebSocket quick = rig.connected("quick");
      rig.join(slow);
      rig.join(quick);
      slow.pause();

      rig.publish(COUNT, LENGTH);

      await().atMost(SOON).until(() -> numbers(rig, quick).size() == COUNT);
      assertThat(numbers(rig, quick)).as("nobody else is held up").isEqualTo(upTo(COUNT));
      await().atMost(SOON).until(() -> rig.lagging() == 1);
      long unread = (rig.delivered() - COUNT) * LENGTH;
      assertThat(unread)
          .as("what waits for the slow one, of %d bytes", COUNT * LENGTH)
          .isLessThan(5 * WsRig.OUTBOX + PAGE * LENGTH);

      slow.resume();
      rig.publish(10, LENGTH);

      await().atMost(SOON).until(() -> numbers(rig, slow).size() >= COUNT + 10);
      assertThat(numbers(rig, slow)).as("no hole, no repeat").isEqualTo(upTo(COUNT + 10));
      await().atMost(SOON).until(() -> rig.lagging() == 0);
      assertThat(rig.closed).isEmpty();
    }
  }

  // It was closed when half an outbox took longer than the patience for those who read nothing.
  @Test
  void a_client_that_reads_slowly_but_steadily_is_kept_and_its_pings_are_answered()
      throws IOException {
    try (WsRig rig = new WsRig(4_000);
        RawSocket slow = RawSocket.open(rig.port(), "Sec-WebSocket-Protocol: chat.v1, slow")) {
      slow.send(RawSocket.frame(0x81, "{\"type\":\"join\",\"room\":\"general\"}"));
      assertThat(slow.text()).contains("connected");
      assertThat(slow.text()).contains("joined");
      rig.publish(COUNT / 5, LENGTH);
      await().atMost(SOON).until(() -> rig.lagging() == 1);

      long began = System.nanoTime();
      for (int i = 0; i < 12; i++) {
        slow.text();
        await().pollDelay(Duration.ofMillis(700)).until(() -> true);
      }

      assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(8));
      assertThat(rig.closed).isEmpty();
      slow.send(RawSocket.frame(0x89, "still here"));
      assertThat(slow.next(10)).asString().isEqualTo("still here");
    }
  }

  @Test
  void a_client_that_never_reads_again_is_closed_with_4429_and_others_stay() {
    try (WsRig rig = new WsRig(1_500)) {
      WebSocket slow = rig.connected("slow");
      WebSocket quick = rig.connected("quick");
      rig.join(slow);
      rig.join(quick);
      slow.pause();

      rig.publish(COUNT, LENGTH);
      await().atMost(SOON).until(() -> rig.lagging() == 1);
      await().atMost(SOON).until(() -> rig.lagging() == 0);
      // It gets what was in its outbox, and then the reason.
      slow.resume();
      rig.awaitClosed(slow, 4429);

      assertThat(numbers(rig, slow)).isEqualTo(upTo(numbers(rig, slow).size()));
      assertThat(numbers(rig, slow).size()).isLessThan(COUNT);
      await().atMost(SOON).until(() -> rig.closed.contains("slow_consumer"));
      assertThat(quick.isClosed()).isFalse();
      rig.publish(1, LENGTH);
      await().atMost(SOON).until(() -> numbers(rig, quick).size() == COUNT + 1);
    }
  }

  @Test
  void a_socket_whose_client_never_comes_back_to_it_is_given_up() {
    try (WsRig rig = new WsRig(1_500)) {
      WebSocket slow = rig.connected("slow");
      rig.join(slow);
      slow.pause();

      rig.publish(COUNT, LENGTH);

      await().atMost(SOON).until(() -> rig.closed.contains("slow_consumer"));
      assertThat(rig.admission.connections()).isZero();
    }
  }

  @Test
  void a_client_that_asks_on_and_on_and_reads_nothing_is_closed() {
    try (WsRig rig = new WsRig(60_000)) {
      WebSocket slow = rig.connected("slow");
      rig.join(slow);
      rig.publish(100, LENGTH);
      await().atMost(SOON).until(() -> numbers(rig, slow).size() == 100);
      slow.pause();

      for (int i = 0; i < 20; i++) {
        slow.writeTextMessage("{\"type\":\"history\",\"room\":\"general\",\"limit\":50}");
      }

      await().atMost(SOON).until(() -> rig.closed.contains("slow_consumer"));
    }
  }
}
