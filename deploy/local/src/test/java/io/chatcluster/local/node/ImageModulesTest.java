package io.chatcluster.local.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.chatcluster.local.cluster.Cluster;
import io.chatcluster.local.machine.Repository;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node with only those modules of the JDK that its image has.
///
/// A module that is missing shows only when something asks for it: an image without `jdk.zipfs`
/// once built and trained well, and its nodes could not read the page out of their own jar.
final class ImageModulesTest {
  @TempDir private static Path data;

  @Test
  void the_modules_of_the_image_are_enough_for_a_node() throws IOException, InterruptedException {
    var repository = Repository.find();
    var modules = Files.readString(repository.root().resolve("deploy/images/modules")).strip();
    List<String> command = new ArrayList<>(NodeSettings.command(repository));
    command.add(1, "--limit-modules=" + modules);

    try (var client = HttpClient.newHttpClient();
        var cluster = Cluster.in(data).nodes(1).nodeCommand(command).quickNodes().start()) {
      assertThat(get(client, cluster.url() + "/")).contains("<html");
      assertThat(cluster.nodes().getFirst().metrics()).contains("jvm_", "process_", "chat_");
      try (var talk = new Talk(client, cluster.url())) {
        talk.send("{\"type\":\"connect\",\"token\":\"%s\"}".formatted(token(client, cluster)));
        talk.send("{\"type\":\"join\",\"room\":\"general\"}");
        talk.send("{\"type\":\"chat\",\"ref\":\"1\",\"room\":\"general\",\"message\":\"Hello\"}");
        // Whichever comes first: an ack may be quicker than the delivery.
        assertThat(talk.untilAll("\"ok\"", "Hello")).anyMatch(frame -> frame.has("message"));
      }
    }
  }

  private static String get(HttpClient client, String url)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(url)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static String token(HttpClient client, Cluster cluster)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(cluster.url() + "/api/guest"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"Ada\"}"))
            .build();
    var answer = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    return JsonParser.parseString(answer).getAsJsonObject().get("token").getAsString();
  }
}
