package io.chatcluster.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Positions, ids, and the JSON form of what people write.
class ProtocolValuesTest {

  private static final MessageId ID = MessageId.create(1_790_000_000_000L, 1, 2);

  @Test
  void positions_are_ordered_by_epoch_and_then_by_offset() {
    assertThat(Position.parse("2-1")).isGreaterThan(Position.parse("1-9"));
    assertThat(Position.parse("1-10")).isGreaterThan(Position.parse("1-9"));
    assertThat(Position.parse("1-9").isAfter(Position.parse("1-9"))).isFalse();
  }

  @Test
  void a_position_has_one_form_only() {
    for (String good : List.of("0-0", "7-1042", "9223372036854775807-9223372036854775807")) {
      assertThat(Position.parse(good)).hasToString(good);
    }
    for (String bad :
        List.of(
            "",
            "-",
            "1",
            "1-",
            "-1",
            "1--1",
            "01-1",
            "1-01",
            "+1-1",
            "1-1 ",
            "1-1-1",
            "1-a",
            "9223372036854775808-0",
            "0-9223372036854775808",
            "1-99999999999999999999",
            "١-1")) {
      assertThatThrownBy(() -> Position.parse(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new Position(-1, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_id_is_a_uuid_of_version_7_in_lower_case_and_tells_its_time() {
    assertThat(MessageId.valid(ID.value())).isTrue();
    assertThat(ID.timeMillis()).isEqualTo(1_790_000_000_000L);
    assertThat(MessageId.create(0, -1, -1).timeMillis()).isZero();
    assertThat(MessageId.create((1L << 48) - 1, 0, 0).timeMillis()).isEqualTo((1L << 48) - 1);
    for (String bad :
        List.of(
            "",
            "019ab3f3-0001-4abc-8def-0123456789ab",
            "019AB3F3-0001-7ABC-8DEF-0123456789AB",
            "019ab3f3-0001-7abc-0def-0123456789ab",
            "019ab3f3-0001-7abc-cdef-0123456789ab",
            "019ab3f300017abc8def0123456789ab",
            "019ab3f3-0001-7abc-8def-0123456789abc",
            "019ab3f3-0001-7abc-8def-0123456789ag")) {
      assertThat(MessageId.valid(bad)).as(bad).isFalse();
      assertThatThrownBy(() -> new MessageId(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void what_people_write_comes_back_as_it_was() {
    for (String text :
        List.of(
            "plain",
            "\"quoted\" \\ /",
            "\n\r\t\b\f\u0001\u001f\u007f",
            "é ß ж",
            "漢字 \uFFFD",
            "👩‍👩‍👧 🇩🇪",
            "\u2028\u2029",
            "</script>",
            "a\u202Eb",
            "{\"type\":\"chat\"}")) {
      assertRoundTrip(text);
    }
  }

  @Test
  void any_text_comes_back_as_it_was() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = 1 + random.nextInt(40); length > 0; length--) {
        int bound = random.nextBoolean() ? 0x100 : Character.MAX_CODE_POINT + 1;
        int point = 1 + random.nextInt(bound - 1);
        boolean surrogate = point >= 0xD800 && point <= 0xDFFF;
        text.appendCodePoint(surrogate ? '?' : point);
      }
      assertRoundTrip(text.toString());
    }
  }

  private static void assertRoundTrip(String text) {
    Content content = new Content.Chat(ID, new UserId("ada"), text, 123, text);

    Publication publication = publication(ContentCodec.encode(content));
    assertThat(Bodies.message(publication)).isEqualTo(text);
    assertThat(Bodies.json(publication).get("name").asText()).isEqualTo(text);
    assertThat(Stamp.of(publication.body())).isEqualTo(content.stamp());
  }

  @Test
  void a_lone_surrogate_is_written_as_a_replacement() {
    String json =
        new String(new JsonWriter(8).string("a\uD800b").toBytes(), StandardCharsets.UTF_8);

    assertThat(json).isEqualTo("\"a\uFFFDb\"");
  }

  @Test
  void a_body_without_a_stamp_is_refused() {
    for (String bad :
        List.of(
            "",
            "[]",
            "{",
            "{}",
            "{\"ts\":1}",
            "{\"ts\":1,\"ts\":2}",
            "{\"ts\":{}}",
            "{\"id\":\"x\",\"ts\":1}")) {
      assertThatThrownBy(() -> Stamp.of(bad.getBytes(StandardCharsets.UTF_8)))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void a_publication_tells_when_it_was_accepted_without_being_decoded() {
    Content content = new Content.Chat(ID, new UserId("ada"), "Ada", 1_790_000_000_123L, "x");

    assertThat(publication(ContentCodec.encode(content)).acceptedAt())
        .isEqualTo(1_790_000_000_123L);
    assertThat(publication(new byte[0]).acceptedAt()).isZero();
    assertThat(publication("{\"x\":true}".getBytes(StandardCharsets.UTF_8)).acceptedAt()).isZero();
  }

  private static Publication publication(byte[] body) {
    return new Publication(
        new RoomId("a"), new Position(1, 1), Position.NONE, "n1", Kind.CHAT, body);
  }

  @Test
  void a_publication_comes_after_its_predecessor() {
    assertThatThrownBy(
            () ->
                new Publication(
                    new RoomId("a"),
                    new Position(1, 1),
                    new Position(1, 1),
                    "n",
                    Kind.CHAT,
                    new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_chat_push_is_one_json_object_around_the_stored_bytes() {
    Content content = new Content.Chat(ID, new UserId("ada"), "Ada", 5, "hi");

    String json =
        new String(
            FrameCodec.encode(new Push.Event(publication(ContentCodec.encode(content)))),
            StandardCharsets.UTF_8);

    assertThat(json)
        .isEqualTo(
            "{\"type\":\"chat\",\"room\":\"a\",\"at\":\"1-1\",\"prev\":\"0-0\",\"ts\":5,\"id\":\""
                + ID
                + "\",\"from\":\"ada\",\"name\":\"Ada\",\"message\":\"hi\"}");
  }

  @Test
  void a_kind_is_a_word_that_no_frame_without_a_place_has() {
    assertThat(Kind.of("chat")).isSameAs(Kind.CHAT);
    assertThat(new Kind("poll_2")).hasToString("poll_2");
    for (String bad : List.of("", "Poll", "2nd", "_x", "a b", "a\"b", "é", "ok", "x".repeat(33))) {
      assertThatThrownBy(() -> new Kind(bad)).as(bad).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void data_is_kept_as_it_came() {
    String json = "{ \"a\" : 1.50 , \"b\":[{}] }";
    Content content =
        new Content.Chat(new Stamp(5, ID, new UserId("ada")), "Ada", "hi", new Data(json));

    assertThat(ContentCodec.encode(content)).asString().endsWith(",\"data\":" + json + "}");
    for (String bad :
        List.of("", "[]", "1", "{", "{}{}", "{\"a\":1,\"a\":2}", "{\"a\":\"\uD800\"}")) {
      assertThatThrownBy(() -> new Data(bad)).as(bad).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
