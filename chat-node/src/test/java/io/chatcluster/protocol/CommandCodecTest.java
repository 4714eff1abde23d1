package io.chatcluster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What clients may send, and what they are told about everything else.
class CommandCodecTest {

  private static final String ID = "019ab3f3-0001-7abc-8def-0123456789ab";

  private ErrorCode refused(String frame) {
    return failure(frame).code();
  }

  private MalformedException failure(String frame) {
    try {
      Command command = CommandCodec.decode(frame);
      throw new AssertionError(frame + " was taken for " + command);
    } catch (MalformedException e) {
      return e;
    }
  }

  private static String chat(String message) {
    return "{\"type\":\"chat\",\"room\":\"a\",\"message\":" + message + "}";
  }

  @Test
  void commands_are_read_whatever_the_order_of_their_fields() throws MalformedException {
    assertThat(
            CommandCodec.decode(
                "{\"message\":\"x\",\"room\":\"a\",\"id\":\"" + ID + "\",\"type\":\"chat\"}"))
        .isEqualTo(new Command.Chat(null, new RoomId("a"), new MessageId(ID), "x", null));
    assertThat(
            CommandCodec.decode("{\"type\":\"join\",\"room\":\"a\",\"at\":\"1-2\",\"ref\":\"r\"}"))
        .isEqualTo(new Command.Join("r", new RoomId("a"), new Position(1, 2)));
    assertThat(CommandCodec.decode("{\"type\":\"history\",\"room\":\"a\"}"))
        .isEqualTo(new Command.History(null, new RoomId("a"), 50, null));
  }

  @Test
  void fields_that_are_not_known_are_passed_over_however_they_look() throws MalformedException {
    assertThat(
            CommandCodec.decode("{\"type\":\"ping\",\"x\":{\"type\":[1,{\"y\":null}]},\"z\":1e9}"))
        .isEqualTo(new Command.Ping(null));
  }

  @Test
  void what_is_no_object_of_this_protocol_is_malformed() {
    for (String bad :
        List.of(
            "",
            " ",
            "null",
            "1",
            "\"ping\"",
            "[]",
            "{",
            "{}",
            "{\"type\":null}",
            "{\"type\":1}",
            "{\"type\":\"ping\"} {}",
            "{\"type\":\"ping\"}x",
            "{\"type\":\"ping\",}",
            "{'type':'ping'}",
            "{\"type\":\"ping\",\"type\":\"ping\"}",
            "{\"type\":\"ping\",\"x\":1,\"x\":2}",
            "{\"type\":\"ping\",\"ref\":1}",
            "{\"type\":\"ping\",\"ref\":\"\"}",
            "{\"type\":\"join\"}",
            "{\"type\":\"join\",\"room\":{\"a\":1}}",
            "{\"type\":\"connect\"}",
            "{\"type\":\"history\",\"room\":\"a\",\"limit\":\"5\"}",
            "{\"type\":\"history\",\"room\":\"a\",\"limit\":1.5}",
            "{\"type\":\"history\",\"room\":\"a\",\"limit\":0}",
            "{\"type\":\"history\",\"room\":\"a\",\"limit\":-5}",
            "{\"type\":\"history\",\"room\":\"a\",\"limit\":201}",
            "\uFEFF{\"type\":\"ping\"")) {
      assertThat(refused(bad)).as(bad).isEqualTo(ErrorCode.MALFORMED);
    }
  }

  @Test
  void depth_numbers_and_names_are_bounded() {
    String deep = "[".repeat(40) + "]".repeat(40);
    assertThat(refused("{\"type\":\"ping\",\"x\":" + deep + "}")).isEqualTo(ErrorCode.MALFORMED);
    assertThat(refused("{\"type\":\"ping\",\"" + "x".repeat(500) + "\":1}"))
        .isEqualTo(ErrorCode.MALFORMED);
    for (String number :
        List.of("99999999999999999999", "9".repeat(100), "1" + "0".repeat(5_000))) {
      assertThat(refused("{\"type\":\"history\",\"room\":\"a\",\"limit\":" + number + "}"))
          .as(number)
          .isEqualTo(ErrorCode.MALFORMED);
    }
  }

  @Test
  void each_field_has_an_error_of_its_own() {
    assertThat(refused("{\"type\":\"dance\"}")).isEqualTo(ErrorCode.UNKNOWN_TYPE);
    assertThat(refused("{\"type\":\"join\",\"room\":\"a \"}")).isEqualTo(ErrorCode.BAD_ROOM);
    assertThat(refused("{\"type\":\"join\",\"room\":\"a\",\"at\":\"1\"}"))
        .isEqualTo(ErrorCode.BAD_POSITION);
    assertThat(refused("{\"type\":\"chat\",\"room\":\"a\",\"id\":\"x\",\"message\":\"x\"}"))
        .isEqualTo(ErrorCode.BAD_ID);
    assertThat(refused("{\"type\":\"connect\",\"token\":\"" + "x".repeat(5_000) + "\"}"))
        .isEqualTo(ErrorCode.BAD_TOKEN);
  }

  @Test
  void a_message_is_measured_in_bytes() {
    for (String fits : List.of("x".repeat(16), "é".repeat(8), "😀😀😀😀")) {
      assertThat(Text.refusal(fits, 16)).as(fits).isNull();
      assertThat(Text.refusal(fits + "x", 16)).as(fits).isEqualTo(ErrorCode.MESSAGE_TOO_BIG);
    }
    assertThat(Text.refusal("", 16)).isEqualTo(ErrorCode.EMPTY_MESSAGE);
  }

  @Test
  void what_no_store_can_hold_is_bad_text() throws MalformedException {
    for (String bad : List.of("\\u0000", "a\\ud800", "\\udc00b", "\\ud800\\ud800", "\uD800")) {
      Command.Chat chat = (Command.Chat) CommandCodec.decode(chat("\"" + bad + "\""));

      assertThat(Text.refusal(chat.message(), 16)).as(bad).isEqualTo(ErrorCode.BAD_TEXT);
    }
  }

  @Test
  void an_error_names_what_it_answers_as_far_as_that_can_be_said() {
    MalformedException failure =
        failure("{\"ref\":\"7\",\"id\":\"odd\",\"room\":\"a\",\"type\":\"chat\"}");

    assertThat(failure.ref()).isEqualTo("7");
    assertThat(failure.id()).isEqualTo("odd");
    assertThat(failure.room()).isEqualTo("a");
    assertThat(failure("{\"ref\":\"" + "r".repeat(65) + "\",\"type\":\"ping\"}").ref()).isNull();
    assertThat(failure("{\"ref\":\"\\ud800\",\"type\":\"dance\"}").ref()).isNull();
    assertThat(failure("{\"room\":\" a\",\"type\":\"join\"}").room()).isNull();
  }

  @Test
  void nothing_that_a_client_can_send_breaks_the_codec() {
    SplittableRandom random = new SplittableRandom(11);
    String good =
        "{\"type\":\"chat\",\"room\":\"a\",\"id\":\"" + ID + "\",\"message\":\"h\\u00e9y\"}";
    String alphabet = "{}[]\",:\\u0tfn1-e. \u0000é\uD800x";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder frame = new StringBuilder(good);
      for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
        int at = random.nextInt(frame.length());
        switch (random.nextInt(3)) {
          case 0 -> frame.deleteCharAt(at);
          case 1 -> frame.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
          default -> frame.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
        }
      }
      try {
        CommandCodec.decode(frame.toString());
      } catch (MalformedException e) {
        assertThat(e.code()).isNotNull();
      }
    }
  }
}
