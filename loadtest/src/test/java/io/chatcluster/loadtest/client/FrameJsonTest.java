package io.chatcluster.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// Frames as `docs/protocol.md` writes them.
class FrameJsonTest {

  @Test
  void commands_are_written_as_documented() {
    assertThat(FrameJson.encode(new Command.Connect("1", "t")))
        .isEqualTo("{\"type\":\"connect\",\"ref\":\"1\",\"token\":\"t\"}");
    assertThat(FrameJson.encode(new Command.Join("2", "general", null)))
        .isEqualTo("{\"type\":\"join\",\"ref\":\"2\",\"room\":\"general\"}");
    assertThat(FrameJson.encode(new Command.Join("2", "general", new Position(7, 1042))))
        .isEqualTo("{\"type\":\"join\",\"ref\":\"2\",\"room\":\"general\",\"at\":\"7-1042\"}");
    assertThat(FrameJson.encode(new Command.Chat("3", "general", "i", "say \"hi\"")))
        .isEqualTo(
            "{\"type\":\"chat\",\"ref\":\"3\",\"room\":\"general\",\"id\":\"i\","
                + "\"message\":\"say \\\"hi\\\"\"}");
    assertThat(FrameJson.encode(new Command.Leave("4", "general")))
        .isEqualTo("{\"type\":\"leave\",\"ref\":\"4\",\"room\":\"general\"}");
    assertThat(FrameJson.encode(new Command.Ping("5")))
        .isEqualTo("{\"type\":\"ping\",\"ref\":\"5\"}");
  }

  @Test
  void a_chat_push_is_read_whole() {
    Frame frame =
        FrameJson.decode(
            """
            {"type":"chat","room":"general","at":"7-1042","prev":"7-1041","id":"i",\
            "from":"u","name":"Ada","ts":1795460001000,"message":"Hello \\u00e9"}""");

    Message message =
        new Message(
            new Position(7, 1042),
            new Position(7, 1041),
            "i",
            "u",
            "Ada",
            1_795_460_001_000L,
            "Hello é");
    assertThat(frame).isEqualTo(new Frame.Chat("general", message));
  }

  @Test
  void unknown_fields_and_types_are_let_pass() {
    assertThat(
            FrameJson.decode(
                "{\"type\":\"rollback\",\"new\":{\"a\":[1]},\"room\":\"r\",\"to\":\"1-2\"}"))
        .isEqualTo(new Frame.Rollback("r", new Position(1, 2)));
    assertThat(FrameJson.decode("{\"type\":\"history\",\"messages\":[{\"at\":\"1-1\"}]}"))
        .isEqualTo(new Frame.Other("history"));
  }

  @Test
  void an_error_may_lack_all_but_its_code() {
    assertThat(FrameJson.decode("{\"type\":\"error\",\"code\":\"malformed\",\"message\":\"no\"}"))
        .isEqualTo(new Frame.Failed("", "malformed", "no", null));
    assertThat(
            FrameJson.decode(
                "{\"type\":\"error\",\"ref\":\"9\",\"code\":\"overloaded\",\"message\":\"no\",\"retryAfter\":5}"))
        .isEqualTo(new Frame.Failed("9", "overloaded", "no", 5L));
  }

  @Test
  void what_breaks_the_protocol_is_an_error() {
    for (String text :
        new String[] {
          "",
          "[]",
          "{\"type\":\"chat\"}",
          "{\"type\":\"drain\",\"min\":\"x\",\"max\":1}",
          "{\"type\":\"rollback\",\"room\":\"r\",\"to\":\"12\"}",
          "{\"type\":"
        }) {
      assertThatThrownBy(() -> FrameJson.decode(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
