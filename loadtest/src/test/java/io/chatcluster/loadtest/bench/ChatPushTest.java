package io.chatcluster.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ChatPushTest {
  private static final int USUAL = MessageText.USUAL_LENGTH;

  private ChatPush push = new ChatPush(USUAL);

  @Test
  void positions_and_sequence_are_read_from_the_bytes() {
    var payload = payload("r-1", "7-1042", "6-9223372036854775807", text(12, 345_678));

    assertThat(read(payload, "r-1")).isTrue();

    assertThat(push.atEpoch).isEqualTo(7);
    assertThat(push.atOffset).isEqualTo(1042);
    assertThat(push.prevEpoch).isEqualTo(6);
    assertThat(push.prevOffset).isEqualTo(Long.MAX_VALUE);
    assertThat(MessageText.run(payload, push.text)).isEqualTo(12);
    assertThat(MessageText.sequence(payload, push.text)).isEqualTo(345_678);
  }

  @Test
  void a_push_of_another_room_is_told_apart() {
    var payload = payload("r-12", "1-2", "1-1", text(1, 1));

    assertThat(read(payload, "r-1")).isFalse();
    assertThat(read(payload, "r-13")).isFalse();
    assertThat(read(payload, "r-123")).isFalse();
    assertThat(read(payload, "r-12")).isTrue();
  }

  @Test
  void a_text_of_somebody_else_still_moves_the_chain() {
    var payload = payload("r-1", "1-2", "1-1", "hello, is anybody here? ".repeat(4));

    assertThat(read(payload, "r-1")).isTrue();

    assertThat(push.text).isNegative();
    assertThat(push.atOffset).isEqualTo(2);
  }

  @Test
  void texts_may_have_any_length_from_the_shortest_on() {
    for (int length = MessageText.SHORTEST; length < 500; length += 7) {
      push = new ChatPush(length);
      var payload = payload("r-1", "1-2", "1-1", text(length, 3, length));

      assertThat(read(payload, "r-1")).isTrue();

      assertThat(MessageText.run(payload, push.text)).isEqualTo(3);
      assertThat(MessageText.sequence(payload, push.text)).isEqualTo(length);
    }
  }

  @Test
  void other_frames_are_no_pushes() {
    var joined =
        "{\"type\":\"joined\",\"ref\":\"2\",\"room\":\"r-1\",\"from\":\"7-1041\",\"head\":\"7-1041\",\"recovered\":false}"
            .getBytes(StandardCharsets.UTF_8);

    assertThat(ChatPush.matches(joined, 0, joined.length)).isFalse();
    assertThat(ChatPush.matches(joined, 0, 3)).isFalse();
  }

  @Test
  void a_position_that_is_none_is_a_violation() {
    var broken = payload("r-1", "x-1", "1-1", text(1, 1));
    var without = payload("r-1", "1-2", "11", text(1, 1));

    assertThatThrownBy(() -> read(broken, "r-1")).isInstanceOf(ProtocolViolation.class);
    assertThatThrownBy(() -> read(without, "r-1")).isInstanceOf(ProtocolViolation.class);
  }

  private boolean read(byte[] payload, String room) {
    assertThat(ChatPush.matches(payload, 0, payload.length)).isTrue();
    return push.read(payload, 0, payload.length, room.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(int run, long sequence) {
    return text(USUAL, run, sequence);
  }

  private static String text(int length, int run, long sequence) {
    var bytes = new byte[length];
    MessageText.write(bytes, 0, length, run, sequence);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] payload(String room, String at, String prev, String text) {
    return """
        {"type":"chat","room":"%s","at":"%s","prev":"%s","ts":1795460001000,"id":"019ab3f3-0001-7abc-8def-0123456789ab","from":"u-4c1d","name":"Ada","message":"%s"}"""
        .formatted(room, at, prev, text)
        .getBytes(StandardCharsets.UTF_8);
  }
}
