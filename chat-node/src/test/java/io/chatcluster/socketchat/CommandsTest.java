package io.chatcluster.socketchat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatcluster.protocol.Command;
import io.chatcluster.protocol.Data;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.MalformedException;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Topic;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What the events of clients ask for.
class CommandsTest {

  private static final RoomId GENERAL = new RoomId("general");
  private static final RoomId LOBBY = new RoomId("lobby");

  private final Commands commands = new Commands(LOBBY, "s1");

  private Command read(String event, @Nullable Object... args) throws MalformedException {
    return commands.read(event, new JsonArray(Arrays.asList(args)), "r1");
  }

  private static JsonObject in(String room) {
    return new JsonObject().put("roomId", room);
  }

  @Test
  void every_command_has_its_event() throws Exception {
    assertThat(read("authenticate", "a.b.c")).isEqualTo(new Command.Connect("r1", "a.b.c"));
    assertThat(read("joinRoom", "general")).isEqualTo(new Command.Join("r1", GENERAL, null));
    assertThat(read("joinRoom", in("general").put("at", "7-1")))
        .isEqualTo(new Command.Join("r1", GENERAL, new Position(7, 1)));
    assertThat(read("leaveRoom", in("general"))).isEqualTo(new Command.Leave("r1", GENERAL));
    assertThat(read("sendMessage", in("general").put("message", "Hi").put("senderId", "eve")))
        .isEqualTo(new Command.Chat("r1", GENERAL, null, "Hi", null));
    assertThat(read("history", in("general").put("limit", 2)))
        .isEqualTo(new Command.History("r1", GENERAL, 2, null));
    assertThat(read("signal", in("general").put("topic", "cursor")))
        .isEqualTo(new Command.Signal("r1", GENERAL, new Topic("cursor"), null));
    assertThat(read("ping")).isEqualTo(new Command.Ping("r1"));
  }

  @Test
  void what_names_no_room_is_meant_for_the_lobby() throws Exception {
    assertThat(read("message", "Hi"))
        .isEqualTo(new Command.Chat("r1", LOBBY, null, "Hi", new Data("{\"event\":\"message\"}")));
    assertThat(read("chat message", "Hi"))
        .isEqualTo(
            new Command.Chat(
                "r1",
                LOBBY,
                null,
                "Hi",
                new Data("{\"event\":\"chat message\",\"socket\":\"s1\"}")));
    Data typing = new Data("{\"typing\":true}");
    Data silent = new Data("{\"typing\":false}");
    assertThat(read("typing"))
        .isEqualTo(new Command.Signal("r1", LOBBY, new Topic("typing"), typing));
    assertThat(read("stopTyping", in("general")))
        .isEqualTo(new Command.Signal("r1", GENERAL, new Topic("typing"), silent));
  }

  @Test
  void anything_else_is_refused_with_the_reference_of_who_asked() {
    for (Object bad : List.of(7, true, new JsonArray(), new JsonObject())) {
      assertRefused(ErrorCode.MALFORMED, "joinRoom", bad);
      assertRefused(ErrorCode.MALFORMED, "sendMessage", bad);
      assertRefused(ErrorCode.MALFORMED, "authenticate", bad);
    }
    assertRefused(ErrorCode.MALFORMED, "joinRoom");
    assertRefused(ErrorCode.MALFORMED, "message", new JsonObject());
    assertRefused(ErrorCode.BAD_ROOM, "joinRoom", " general");
    assertRefused(ErrorCode.BAD_POSITION, "joinRoom", in("general").put("at", "x"));
    assertRefused(ErrorCode.BAD_ID, "sendMessage", in("a").put("message", "x").put("id", "x"));
    assertRefused(ErrorCode.UNKNOWN_TYPE, "noSuchThing");
    assertRefused(ErrorCode.MALFORMED, "joinRoom", in("general").put("room", 7).put("roomId", 8));
  }

  private void assertRefused(ErrorCode code, String event, @Nullable Object... args) {
    assertThatThrownBy(() -> read(event, args))
        .as(event)
        .isInstanceOfSatisfying(
            MalformedException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.ref()).isEqualTo("r1");
            });
  }
}
