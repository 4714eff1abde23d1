package io.chatcluster.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What rooms and users may be called, and their names in frames.
class NamesTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Position AT = new Position(7, 1);
  private static final MessageId ID = MessageId.create(1_790_000_000_000L, 1, 2);

  @Test
  void every_name_of_the_table_that_people_give_is_one() {
    for (String name : NameTable.accepted()) {
      assertThat(RoomId.fault(name)).as(name).isNull();
      assertThat(UserId.valid(name)).as(name).isTrue();
      assertThat(new RoomId(name)).hasToString(name);
      assertThat(new UserId(name)).hasToString(name);
    }
  }

  @Test
  void every_name_of_the_table_that_hides_something_is_none() {
    for (String name : NameTable.refused()) {
      assertThat(RoomId.fault(name)).as(escaped(name)).isNotNull();
      assertThat(UserId.valid(name)).as(escaped(name)).isFalse();
    }
  }

  @Test
  void printable_ascii_is_a_name_and_no_other_ascii_is() {
    for (char c = 0; c < 0x80; c++) {
      boolean printable = c >= ' ' && c <= '~';
      assertThat(UserId.valid("a" + c + "b")).as("U+%04X", (int) c).isEqualTo(printable);
      assertThat(UserId.valid(c + "b")).isEqualTo(printable && c != ' ');
      assertThat(UserId.valid("a" + c)).isEqualTo(printable && c != ' ');
    }
  }

  @Test
  void whoever_gives_what_is_no_name_is_told_why() {
    for (String[] said :
        new String[][] {
          {"", "is 1 to 128 bytes"},
          {"я".repeat(65), "is 1 to 128 bytes"},
          {"general ", "no white space at its ends"},
          {"cafe\u0301", "form NFC"},
          {"abc\u202Ecba", "no control, format or private characters"},
          {"a\u0000", "no control, format or private characters"},
          {"a\uD800", "no control, format or private characters"},
        }) {
      assertThatThrownBy(() -> CommandCodec.decode(join(said[0])))
          .isInstanceOfSatisfying(
              MalformedException.class,
              refused -> {
                assertThat(refused.code()).isEqualTo(ErrorCode.BAD_ROOM);
                assertThat(refused.room()).isNull();
              })
          .hasMessageStartingWith("a room's name ")
          .hasMessageContaining(said[1]);
    }
  }

  // A node with newer tables of Unicode would halt at what an older one has let in.
  @Test
  void what_other_tables_of_unicode_let_in_is_no_trouble_inside() {
    for (String name : List.of("q\u0303\u0323", "a\u00ADb", "\u3000a", "\u200D")) {
      assertThat(RoomId.fault(name)).as(escaped(name)).isNotNull();
      assertThat(new RoomId(name)).hasToString(name);
    }
    for (String never :
        List.of("", "я".repeat(65), "a\n", "\uD800", "\uE000", "\uFFFE", "a\u2028", "\uFDD0")) {
      assertThatThrownBy(() -> new RoomId(never)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new UserId(never)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void a_command_names_the_room_that_was_meant() throws MalformedException {
    for (String name : NameTable.accepted()) {
      assertThat(CommandCodec.decode(join(name)))
          .isEqualTo(new Command.Join("1", new RoomId(name), null));
      assertThat(
              CommandCodec.decode(
                  "{\"type\":\"leave\",\"room\":\""
                      + name.replaceAll("[\"\\\\]", "\\\\$0")
                      + "\"}"))
          .as("not escaped where it need not be")
          .isEqualTo(new Command.Leave(null, new RoomId(name)));
    }
  }

  @Test
  void a_frame_names_the_room_and_the_user_that_were_meant() throws IOException {
    for (String name : NameTable.accepted()) {
      RoomId room = new RoomId(name);
      Content content = new Content.Chat(ID, new UserId(name), name, 5, "hi");
      byte[] body = ContentCodec.encode(content);
      Publication said = new Publication(room, AT, Position.NONE, "n1", Kind.CHAT, body);
      assertThat(Stamp.of(body)).isEqualTo(content.stamp());

      for (byte[] frame : frames(room, said)) {
        JsonNode read = JSON.readTree(frame);
        assertThat(read.get("room").asText()).isEqualTo(name);
        JsonNode message =
            read.path("type").asText().equals("history") ? read.at("/messages/0") : read;
        if (message.has("from") && message.has("id")) {
          assertThat(message.get("from").asText()).isEqualTo(name);
          assertThat(message.get("name").asText()).isEqualTo(name);
        }
      }
    }
  }

  private static List<byte[]> frames(RoomId room, Publication said) {
    return Stream.concat(
            Stream.of(
                    new Push.Event(said),
                    new Push.Rollback(room, AT),
                    new Push.Gap(room, Position.NONE, AT))
                .map(FrameCodec::encode),
            Stream.of(
                    new Reply.Joined("1", room, AT, AT, true),
                    new Reply.Left("1", room),
                    new Reply.History("1", room, List.of(said), false),
                    new Reply.Failed("1", null, room.value(), ErrorCode.NOT_JOINED, "join", 0))
                .map(FrameCodec::encode))
        .toList();
  }

  private static String join(String room) {
    return "{\"type\":\"join\",\"ref\":\"1\",\"room\":\"" + escaped(room) + "\"}";
  }

  private static String escaped(String name) {
    StringBuilder json = new StringBuilder();
    name.chars().forEach(c -> json.append("\\u%04x".formatted(c)));
    return json.toString();
  }
}
