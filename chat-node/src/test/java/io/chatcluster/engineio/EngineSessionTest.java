package io.chatcluster.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.engineio.EngineRig.FakePoll;
import io.chatcluster.engineio.EngineRig.FakeSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A session by itself: what the public protocol document says of it, and what clients and
/// attackers do beyond that.
class EngineSessionTest {

  @Test
  void the_first_answer_opens_the_session() {
    FakePoll first = new EngineRig().poll();

    assertThat(first.answer)
        .isEqualTo(
            "0{\"sid\":\"n1.0123\",\"upgrades\":[\"websocket\"],\"pingInterval\":300,"
                + "\"pingTimeout\":200,\"maxPayload\":1000000}");
  }

  @Test
  void what_is_sent_in_one_turn_comes_in_one_answer() {
    EngineRig rig = EngineRig.polling();
    FakePoll poll = rig.poll();

    rig.send("one");
    rig.session.send(Frame.binary(new byte[] {1, 2, 3, 4}));
    rig.send("two");
    assertThat(poll.answer).isNull();
    rig.turn();

    assertThat(poll.answer).isEqualTo("4one\u001ebAQIDBA==\u001e4two");
  }

  @Test
  void what_is_sent_between_two_polls_waits_for_the_next() {
    EngineRig rig = EngineRig.polling();

    rig.send("hello");
    rig.turn();

    assertThat(rig.poll().answer).isEqualTo("4hello");
    assertThat(rig.poll().answer).isNull();
  }

  @Test
  void a_post_brings_packets_in_order() {
    EngineRig rig = EngineRig.polling();

    assertThat(rig.post("4one\u001ebAQIDBA==\u001e4zwei \u00fc")).isTrue();

    assertThat(rig.heard).containsExactly("one", "bytes:4", "zwei ü");
  }

  @Test
  void a_packet_that_is_none_ends_the_session_after_those_before_it() {
    for (String bad : List.of("abc", "", "7x", "b%%%", "4fine\u001eabc")) {
      EngineRig rig = EngineRig.polling();
      FakePoll poll = rig.poll();

      assertThat(rig.post(bad)).as(bad).isFalse();

      assertThat(rig.closed).as(bad).isEqualTo(CloseCause.PARSE_ERROR);
      assertThat(poll.answer).isEqualTo("1");
      assertThat(rig.poll().refused).isTrue();
    }
  }

  @Test
  void a_body_that_is_not_utf8_ends_the_session() {
    EngineRig rig = EngineRig.polling();

    assertThat(rig.session.posted(new byte[] {'4', (byte) 0xC3})).isFalse();

    assertThat(rig.closed).isEqualTo(CloseCause.PARSE_ERROR);
    assertThat(rig.heard).isEmpty();
  }

  @Test
  void two_polls_at_once_end_the_session() {
    EngineRig rig = EngineRig.polling();
    FakePoll first = rig.poll();

    FakePoll second = rig.poll();

    assertThat(first.answer).isEqualTo("1");
    assertThat(second.refused).isTrue();
    assertThat(rig.closed).isEqualTo(CloseCause.TRANSPORT_ERROR);
    assertThat(rig.session.isOver()).isTrue();
  }

  @Test
  void a_poll_that_its_client_gives_up_ends_the_session() {
    EngineRig rig = EngineRig.polling();
    FakePoll poll = rig.poll();

    rig.session.pollGone(poll);

    assertThat(rig.closed).isEqualTo(CloseCause.TRANSPORT_CLOSE);
    assertThat(rig.poll().refused).isTrue();
  }

  @Test
  void a_poll_that_was_answered_may_go() {
    EngineRig rig = EngineRig.polling();
    FakePoll poll = rig.poll();
    rig.send("hello");
    rig.turn();

    rig.session.pollGone(poll);

    assertThat(rig.closed).isNull();
  }

  @Test
  void pings_are_answered_by_pongs_for_as_long_as_it_lasts() {
    EngineRig rig = EngineRig.polling();

    for (int i = 0; i < 3; i++) {
      FakePoll poll = rig.poll();
      rig.pass(299);
      assertThat(poll.answer).isNull();
      rig.pass(1);
      assertThat(poll.answer).isEqualTo("2");
      rig.pass(150);
      assertThat(rig.post("3")).isTrue();
    }

    assertThat(rig.closed).isNull();
  }

  @Test
  void a_client_that_answers_no_ping_is_gone_at_the_moment_that_was_said() {
    EngineRig rig = EngineRig.polling();

    rig.now += 499;
    assertThat(rig.poll().refused).isFalse();
    rig.now += 1;

    assertThat(rig.poll().refused).isTrue();
    assertThat(rig.closed).isEqualTo(CloseCause.PING_TIMEOUT);
  }

  @Test
  void a_node_that_stood_still_does_not_blame_its_clients() {
    EngineRig rig = EngineRig.polling();

    rig.pass(5_000);

    assertThat(rig.closed).isNull();
    assertThat(rig.post("3")).isTrue();
  }

  @Test
  void a_client_that_leaves_gets_its_poll_back() {
    EngineRig rig = EngineRig.polling();
    FakePoll poll = rig.poll();

    assertThat(rig.post("1")).isTrue();

    assertThat(poll.answer).isEqualTo("6");
    assertThat(rig.closed).isEqualTo(CloseCause.TRANSPORT_CLOSE);
    assertThat(rig.poll().refused).isTrue();
  }

  @Test
  void nothing_is_heard_behind_a_farewell() {
    EngineRig rig = EngineRig.polling();

    rig.post("4before\u001e1\u001e4behind");

    assertThat(rig.heard).containsExactly("before");
  }

  @Test
  void what_was_sent_before_this_side_closed_is_still_fetched() {
    EngineRig rig = EngineRig.polling();

    rig.send("last words");
    rig.session.close();
    rig.turn();

    assertThat(rig.closed).isEqualTo(CloseCause.SERVER);
    assertThat(rig.poll().answer).isEqualTo("4last words\u001e1");
    assertThat(rig.poll().refused).isTrue();
  }

  @Test
  void a_session_that_was_closed_costs_nothing_after_a_while() {
    EngineRig rig = EngineRig.polling();

    rig.session.close();
    assertThat(rig.session.isOver()).isFalse();
    rig.pass(30_000);

    assertThat(rig.session.isOver()).isTrue();
  }

  @Test
  void clients_do_not_ping_open_or_upgrade_over_polling() {
    for (String wrong : List.of("2", "0{}", "5")) {
      EngineRig rig = EngineRig.polling();

      rig.post(wrong);

      assertThat(rig.closed).as(wrong).isEqualTo(CloseCause.TRANSPORT_ERROR);
    }
  }

  @Test
  void a_client_that_fetches_nothing_is_full_and_then_over() {
    EngineRig rig = EngineRig.polling();
    String big = "x".repeat(4_000);

    rig.send(big);
    rig.send(big);
    assertThat(rig.session.writable()).isTrue();
    rig.send(big);
    assertThat(rig.session.writable()).isFalse();
    rig.poll();
    assertThat(rig.drained).isEqualTo(1);
    assertThat(rig.session.writable()).isTrue();
    for (int i = 0; i < 6; i++) {
      rig.send(big);
    }

    assertThat(rig.closed).isEqualTo(CloseCause.SLOW_CONSUMER);
  }

  @Test
  void a_websocket_takes_over_from_polling() {
    EngineRig rig = EngineRig.polling();
    FakePoll poll = rig.poll();
    FakeSocket socket = rig.probe();

    socket.receiver.text("2probe");
    assertThat(socket.sent).containsExactly("3probe");
    rig.turn();
    assertThat(poll.answer).as("the poll that was open").isEqualTo("6");
    FakePoll more = rig.poll();
    rig.turn();
    assertThat(more.answer).as("one more while it upgrades").isEqualTo("6");
    rig.send("buffered");
    socket.receiver.text("5");
    rig.turn();
    rig.send("live");
    socket.receiver.text("4hello");
    socket.receiver.binary(new byte[2]);

    assertThat(socket.sent).containsExactly("3probe", "4buffered", "4live");
    assertThat(rig.heard).containsExactly("hello", "bytes:2");
    assertThat(rig.poll().refused).isTrue();
    assertThat(rig.post("4late")).isFalse();
  }

  @Test
  void a_poll_beside_a_websocket_that_takes_over_at_once_is_refused() {
    EngineRig rig = EngineRig.polling();
    FakePoll poll = rig.poll();
    FakeSocket socket = rig.probe();

    // Both in one piece: what came first, the poll or these, is chance.
    socket.receiver.text("2probe");
    socket.receiver.text("5");
    rig.turn();
    rig.send("live");

    assertThat(poll.refused).isTrue();
    assertThat(socket.sent).containsExactly("3probe", "4live");
  }

  @Test
  void polling_goes_on_where_a_websocket_comes_to_nothing() {
    EngineRig rig = EngineRig.polling();
    FakeSocket late = rig.probe();
    late.receiver.text("2probe");
    rig.pass(300);
    rig.poll();
    rig.turn();
    rig.post("3");

    for (int i = 0; i < 33; i++) {
      rig.pass(300);
      rig.poll();
      rig.turn();
      rig.post("3");
    }
    assertThat(late.closed).isEqualTo(1000);
    FakeSocket rude = rig.probe();
    rude.receiver.text("4hello");
    FakeSocket gone = rig.probe();
    gone.receiver.text("2probe");
    gone.receiver.gone();
    rig.send("still here");
    rig.turn();

    assertThat(rude.closed).isEqualTo(1000);
    assertThat(rig.heard).isEmpty();
    assertThat(rig.poll().answer).isEqualTo("4still here");
    assertThat(rig.closed).isNull();
  }

  @Test
  void only_one_websocket_takes_over() {
    EngineRig rig = EngineRig.polling();
    FakeSocket first = rig.probe();
    FakeSocket second = rig.probe();

    second.receiver.text("2probe");
    first.receiver.text("2probe");
    first.receiver.text("5");
    FakeSocket third = rig.probe();
    third.receiver.text("2probe");
    third.receiver.text("5");
    rig.send("hello");

    assertThat(second.closed).isEqualTo(1000);
    assertThat(third.closed).isEqualTo(1000);
    assertThat(first.sent).containsExactly("3probe", "4hello");
  }

  @Test
  void a_session_that_closes_while_it_upgrades_still_says_its_last_words() {
    EngineRig rig = EngineRig.polling();
    FakeSocket socket = rig.probe();
    socket.receiver.text("2probe");

    rig.send("last words");
    rig.session.close();
    socket.receiver.text("5");
    rig.turn();

    assertThat(socket.sent).containsExactly("3probe", "4last words");
    assertThat(socket.closed).isEqualTo(1000);
    assertThat(rig.closed).isEqualTo(CloseCause.SERVER);
  }

  @Test
  void nothing_is_lost_or_turned_round_by_an_upgrade_at_any_moment() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      EngineRig rig = EngineRig.polling();
      FakeSocket socket = rig.probe();
      List<String> sent = new ArrayList<>();
      StringBuilder polled = new StringBuilder();
      FakePoll poll = rig.poll();
      boolean pausing = false;
      int step = 0;
      while (step < 3) {
        switch (random.nextInt(4)) {
          case 0 -> {
            String text = "m" + sent.size();
            sent.add(text);
            rig.send(text);
          }
          case 1 -> rig.turn();
          case 2 -> {
            if (poll.answer != null && !pausing) {
              polled.append(poll.answer).append('\u001e');
              poll = rig.poll();
            }
          }
          default -> {
            if (step == 0) {
              socket.receiver.text("2probe");
              pausing = true;
              step++;
            } else if (poll.answer != null) {
              polled.append(poll.answer).append('\u001e');
              socket.receiver.text("5");
              step = 3;
            } else {
              rig.turn();
            }
          }
        }
      }
      rig.turn();
      List<String> got = new ArrayList<>();
      for (String packet : (polled + String.join("\u001e", socket.sent)).split("\u001e", -1)) {
        if (packet.startsWith("4")) {
          got.add(packet.substring(1));
        }
      }
      assertThat(got).as("seed %d, round %d", seed, round).isEqualTo(sent);
      assertThat(socket.sent).as("seed %d, round %d", seed, round).doesNotContain("6");
    }
  }
}
