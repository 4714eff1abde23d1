package io.chatcluster.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every name of `docs/names.json` that people and providers give, in what this client says and
/// hears. It judges none: that is the node's part.
class NamesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static List<String> accepted() throws IOException {
    List<String> names = new ArrayList<>();
    for (JsonNode row : JSON.readTree(Path.of("../docs/names.json").toFile()).get("accepted")) {
      JsonNode name = row.get("name");
      if (name.isTextual()) {
        names.add(name.asText());
      } else {
        StringBuilder whole = new StringBuilder();
        name.forEach(
            piece -> whole.append(piece.get("repeat").asText().repeat(piece.get("times").asInt())));
        names.add(whole.toString());
      }
    }
    return names;
  }

  @Test
  void a_command_names_the_room_that_was_meant() throws IOException {
    for (String name : accepted()) {
      for (Command command :
          List.of(
              new Command.Join("1", name, null),
              new Command.Leave("2", name),
              new Command.Chat("3", name, "i", name))) {
        JsonNode frame = JSON.readTree(FrameJson.encode(command));
        assertThat(frame.get("room").asText()).isEqualTo(name);
        assertThat(frame.path("message").asText(name)).isEqualTo(name);
      }
    }
  }

  @Test
  void a_push_is_of_the_room_and_the_user_that_it_names() throws IOException {
    for (String name : accepted()) {
      String quoted = JSON.writeValueAsString(name);
      Frame frame =
          FrameJson.decode(
              """
              {"type":"chat","room":%1$s,"at":"7-2","prev":"7-1","id":"i","from":%1$s,"name":%1$s,"ts":1,"message":%1$s}"""
                  .formatted(quoted));

      Message message =
          new Message(new Position(7, 2), new Position(7, 1), "i", name, name, 1, name);
      assertThat(frame).isEqualTo(new Frame.Chat(name, message));
    }
  }

  @Test
  void a_token_says_who_it_is_for() throws IOException {
    Tokens tokens = new Tokens("a-secret-that-is-long-enough-for-hs256");
    for (String name : accepted()) {
      String claims = tokens.issue(name, name, 0, 60).split("\\.", -1)[1];
      JsonNode read =
          JSON.readTree(new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8));
      assertThat(read.get("sub").asText()).isEqualTo(name);
      assertThat(read.get("name").asText()).isEqualTo(name);
    }
  }
}
