package io.chatcluster.local.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.chatcluster.local.cluster.Cluster;
import io.chatcluster.local.machine.Repository;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The protocol's vectors against a live node, and the close codes that a client can cause.
final class LiveVectorsTest {
  /// What a frame gets that is no command.
  private static final Set<String> UNREADABLE =
      Set.of(
          "malformed",
          "unknown_type",
          "bad_room",
          "bad_position",
          "bad_id",
          "empty_message",
          "message_too_big",
          "bad_text");

  @TempDir private static Path data;

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static Cluster cluster;
  private static String token = "";

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    cluster = Cluster.in(data).nodes(1).start();
    var request =
        HttpRequest.newBuilder(URI.create(cluster.url() + "/api/guest"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"Ada\"}"))
            .build();
    var answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
    token = JsonParser.parseString(answer).getAsJsonObject().get("token").getAsString();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @TestFactory
  Stream<DynamicTest> a_command_gets_the_error_of_its_vector_or_none_of_that_kind()
      throws IOException {
    var file = Repository.find().root().resolve("docs/protocol-vectors.json");
    var vectors = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    return StreamSupport.stream(vectors.getAsJsonArray("commands").spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .map(vector -> dynamicTest(vector.get("says").getAsString(), () -> check(vector)));
  }

  private static void check(JsonObject vector) {
    try (var talk = connected()) {
      talk.send(text(vector.get("frame")));
      talk.send("{\"type\":\"ping\",\"ref\":\"the end\"}");

      var errors =
          talk.until("\"the end\"").stream()
              .filter(answer -> answer.get("type").getAsString().equals("error"))
              .toList();
      if (vector.has("error")) {
        var wanted = vector.getAsJsonObject("error");
        assertThat(errors).hasSize(1);
        for (var field : List.of("code", "ref", "id", "room")) {
          assertThat(errors.getFirst().get(field)).as(field).isEqualTo(wanted.get(field));
        }
      } else {
        assertThat(errors).noneMatch(error -> UNREADABLE.contains(error.get("code").getAsString()));
      }
    }
  }

  @Test
  void the_close_codes_that_a_client_can_cause_are_the_documented_ones() {
    try (var nobody = new Talk(CLIENT, cluster.url())) {
      nobody.send("{\"type\":\"ping\"}");
      assertThat(nobody.end()).isEqualTo("4501 unauthorized");
    }
    try (var liar = new Talk(CLIENT, cluster.url())) {
      liar.send("{\"type\":\"connect\",\"token\":\"a.b.c\"}");
      assertThat(liar.end()).isEqualTo("4501 unauthorized");
    }
    try (var babbler = connected()) {
      for (int i = 0; i < 20; i++) {
        babbler.send("bla");
      }
      assertThat(babbler.end()).isEqualTo("4500 protocol_error");
    }
    try (var shouter = connected()) {
      shouter.send("x".repeat(70_000));
      assertThat(shouter.end()).startsWith("1009");
    }
    try (var machine = connected()) {
      machine.sendBytes(ByteBuffer.wrap(new byte[] {1}));
      assertThat(machine.end()).startsWith("1003");
    }
  }

  private static Talk connected() {
    var talk = new Talk(CLIENT, cluster.url());
    talk.send("{\"type\":\"connect\",\"ref\":\"0\",\"token\":\"" + token + "\"}");
    talk.until("\"connected\"");
    return talk;
  }

  private static String text(JsonElement pieces) {
    if (pieces.isJsonPrimitive()) {
      return pieces.getAsString();
    }
    var whole = new StringBuilder();
    for (var piece : pieces.getAsJsonArray()) {
      if (piece.isJsonObject()) {
        var run = piece.getAsJsonObject();
        whole.append(run.get("repeat").getAsString().repeat(run.get("times").getAsInt()));
      } else {
        whole.append(piece.getAsString());
      }
    }
    return whole.toString();
  }
}
