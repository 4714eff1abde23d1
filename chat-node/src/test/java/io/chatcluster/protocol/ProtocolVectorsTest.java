package io.chatcluster.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The codec against `docs/protocol-vectors.json`; the web client and a live node run the same.
final class ProtocolVectorsTest {

  private static final JsonNode VECTORS = read();

  private static final int MAX_MESSAGE = VECTORS.get("maxMessage").asInt();

  private static JsonNode read() {
    try {
      return new ObjectMapper().readTree(Path.of("../docs/protocol-vectors.json").toFile());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @TestFactory
  Stream<DynamicTest> a_frame_becomes_its_command_or_gets_its_error() {
    return each(
        "commands",
        vector -> {
          ObjectNode got = result(text(vector.get("frame")));

          ObjectNode wanted = JsonNodeFactory.instance.objectNode();
          for (String outcome : new String[] {"command", "error"}) {
            if (vector.has(outcome)) {
              wanted.set(outcome, expanded(vector.get(outcome)));
            }
          }
          assertThat(got).isEqualTo(wanted);
        });
  }

  @TestFactory
  Stream<DynamicTest> a_reply_becomes_exactly_its_frame() {
    return each(
        "replies",
        vector ->
            assertThat(new String(FrameCodec.encode(Frames.reply(vector.get("reply"))), UTF_8))
                .isEqualTo(vector.get("frame").asText()));
  }

  @TestFactory
  Stream<DynamicTest> a_push_becomes_exactly_its_frame() {
    return each(
        "pushes",
        vector ->
            assertThat(new String(FrameCodec.encode(Frames.push(vector.get("push"))), UTF_8))
                .isEqualTo(vector.get("frame").asText()));
  }

  @Test
  void every_close_code_has_a_vector() {
    Map<Integer, String> listed = new HashMap<>();
    VECTORS
        .get("closeCodes")
        .forEach(close -> listed.put(close.get("code").asInt(), close.get("name").asText()));

    assertThat(listed)
        .isEqualTo(
            Arrays.stream(CloseReason.values())
                .collect(Collectors.toMap(CloseReason::code, CloseReason::wire)));
  }

  @Test
  void every_error_code_has_a_vector() {
    assertThat(each(VECTORS.get("replies")).map(vector -> vector.get("reply").path("code")))
        .extracting(JsonNode::asText)
        .contains(Arrays.stream(ErrorCode.values()).map(ErrorCode::wire).toArray(String[]::new));
  }

  @Test
  void every_command_reply_and_push_has_a_vector() {
    assertThat(types("commands", "command"))
        .containsOnly("connect", "join", "leave", "chat", "signal", "history", "ping");
    assertThat(types("replies", "reply"))
        .containsOnly("connected", "joined", "left", "ok", "sent", "history", "pong", "error");
    assertThat(types("pushes", "push"))
        .containsOnly("chat", "poll_opened", "rollback", "gap", "removed", "signal", "drain");
  }

  private static Stream<String> types(String list, String field) {
    return each(VECTORS.get(list))
        .filter(vector -> vector.has(field))
        .map(vector -> vector.get(field).get("type").asText());
  }

  private ObjectNode result(String frame) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    try {
      Command command = CommandCodec.decode(frame);
      ErrorCode unfit =
          command instanceof Command.Chat chat ? Text.refusal(chat.message(), MAX_MESSAGE) : null;
      if (unfit == null) {
        result.set("command", Frames.json(command));
      } else {
        refused(result.putObject("error").put("code", unfit.wire()), (Command.Chat) command);
      }
    } catch (MalformedException e) {
      ObjectNode error = result.putObject("error").put("code", e.code().wire());
      putIfThere(error, "ref", e.ref());
      putIfThere(error, "id", e.id());
      putIfThere(error, "room", e.room());
    }
    return result;
  }

  private static void refused(ObjectNode error, Command.Chat chat) {
    putIfThere(error, "ref", chat.ref());
    putIfThere(error, "id", chat.id() == null ? null : chat.id().value());
    error.put("room", chat.room().value());
  }

  private static void putIfThere(ObjectNode object, String name, @Nullable String value) {
    if (value != null) {
      object.put(name, value);
    }
  }

  private static Stream<DynamicTest> each(String list, Consumer<JsonNode> test) {
    return each(VECTORS.get(list))
        .map(
            vector -> {
              JsonNode what = vector.path(list.equals("replies") ? "reply" : "push");
              String name = what.path("type").asText() + " " + vector.get("says").asText();
              return dynamicTest(name.strip(), () -> test.accept(vector));
            });
  }

  private static Stream<JsonNode> each(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  /// Puts long texts together: a list of pieces stands for their concatenation.
  private static String text(JsonNode value) {
    if (value.isTextual()) {
      return value.asText();
    }
    StringBuilder whole = new StringBuilder();
    for (JsonNode piece : value) {
      whole.append(
          piece.isTextual()
              ? piece.asText()
              : piece.get("repeat").asText().repeat(piece.get("times").asInt()));
    }
    return whole.toString();
  }

  private static JsonNode expanded(JsonNode object) {
    ObjectNode whole = object.deepCopy();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (field.getValue().isArray()) {
        whole.set(field.getKey(), TextNode.valueOf(text(field.getValue())));
      }
    }
    return whole;
  }
}
