package io.chatcluster.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What becomes of a message that the application has sent.
class SendingTest {

  private final Script script = Script.inRoom();

  @Test
  void the_second_message_waits_for_the_answer_to_the_first() {
    script.client.send("general", "one", script.now);
    script.client.send("general", "two", script.now);

    assertThat(chats()).containsExactly("one");

    script.ok("7-2");

    assertThat(chats()).containsExactly("one", "two");
    assertThat(script.told).containsExactly("acked 7-2 durable");
  }

  @Test
  void what_has_no_answer_is_sent_again_in_order_with_the_same_ids() {
    String one = script.client.send("general", "one", script.now);
    String two = script.client.send("general", "two", script.now);
    script.close(1006);
    String three = script.client.send("general", "three", script.now);
    script.sent.clear();

    script.connect();
    script.joined("7-1");
    assertThat(script.lastChat().id()).isEqualTo(one);
    script.ok("7-2");
    assertThat(script.lastChat().id()).isEqualTo(two);
    script.ok("7-3");
    assertThat(script.lastChat().id()).isEqualTo(three);
    script.ok("7-4");

    assertThat(chats()).containsExactly("one", "two", "three");
    assertThat(script.client.unsent()).isZero();
  }

  @Test
  void nothing_is_sent_before_the_room_is_joined() {
    script.client.join("other", script.now);
    script.client.send("other", "hello", script.now);

    assertThat(script.last()).isInstanceOf(Command.Join.class);
  }

  @Test
  void a_late_answer_of_the_connection_before_acks_nothing() {
    script.client.send("general", "one", script.now);
    Command.Chat first = script.lastChat();
    script.close(1006);
    script.connect();
    script.joined("7-1");

    script.node(
        "{\"type\":\"ok\",\"ref\":\"%s\",\"id\":\"%s\",\"at\":\"7-2\",\"level\":\"durable\"}"
            .formatted(first.ref(), first.id()));

    assertThat(script.client.unsent()).isOne();
  }

  @Test
  void a_send_that_is_refused_for_now_waits_as_told_and_keeps_its_id() {
    for (String code :
        List.of("rate_limited", "overloaded", "unavailable", "retry_later", "too_many_in_flight")) {
      Script at = Script.inRoom();
      String id = at.client.send("general", "one", at.now);
      at.error(code, ",\"retryAfter\":2000");
      int before = at.sent.size();

      at.pass(1_999);
      assertThat(at.sent).as(code).hasSize(before);
      at.pass(501);

      assertThat(at.lastChat().id()).as(code).isEqualTo(id);
      assertThat(at.told).as(code).isEmpty();
    }
  }

  @Test
  void a_stale_id_is_shown_as_failed_and_the_next_message_goes_on() {
    script.client.send("general", "one", script.now);
    script.client.send("general", "two", script.now);
    script.error("stale_id", "");

    assertThat(script.told).containsExactly("failed stale_id");
    assertThat(script.lastChat().message()).isEqualTo("two");
  }

  @Test
  void a_refusal_of_the_second_attempt_says_that_the_first_may_be_stored() {
    script.client.send("general", "one", script.now);
    script.close(1006);
    script.connect();
    script.joined("7-1");
    script.error("bad_id", "");

    assertThat(script.told).contains("failed bad_id, may be stored");
  }

  @Test
  void a_room_that_the_node_forgot_is_joined_before_the_message_is_sent_again() {
    String id = script.client.send("general", "one", script.now);
    script.error("not_joined", "");
    script.pass(1_250);
    assertThat(script.lastJoin().at()).isEqualTo(new Position(7, 1));
    script.joined("7-1");

    assertThat(script.lastChat().id()).isEqualTo(id);
  }

  @Test
  void leaving_a_room_fails_what_has_no_answer() {
    script.client.send("general", "one", script.now);
    script.client.send("general", "two", script.now);
    script.client.leave("general");

    assertThat(script.told).containsExactly("failed left, may be stored", "failed left");
  }

  @Test
  void an_id_is_a_uuid_of_version_7_with_the_time_of_the_node() {
    Script skewed = new Script(2);
    skewed.client.join("general", 0);
    skewed.client.start();
    skewed.connect();
    skewed.joined("7-1");
    skewed.now += 60_000;

    UUID id = UUID.fromString(skewed.client.send("general", "one", skewed.now));

    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(Script.START + 60_000);
    assertThat(id).hasToString(skewed.lastChat().id());
  }

  @Test
  void the_same_seed_makes_the_same_client() {
    assertThat(Script.inRoom().client.send("general", "one", script.now))
        .isEqualTo(script.client.send("general", "one", script.now));
  }

  @Test
  void an_answer_that_does_not_fit_its_command_is_an_error() {
    script.client.send("general", "one", script.now);
    String ref = script.last().ref();

    assertThatThrownBy(
            () ->
                script.node(
                    "{\"type\":\"ok\",\"ref\":\"%s\",\"id\":\"x\",\"at\":\"7-2\",\"level\":\"durable\"}"
                        .formatted(ref)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_room_that_was_not_joined_takes_no_messages() {
    assertThatThrownBy(() -> script.client.send("other", "one", script.now))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private List<String> chats() {
    return script.sent.stream()
        .filter(Command.Chat.class::isInstance)
        .map(Command.Chat.class::cast)
        .map(Command.Chat::message)
        .toList();
  }
}
