package io.chatcluster.local.monitoring;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.chatcluster.local.cluster.Cluster;
import io.chatcluster.local.machine.Executables;
import io.chatcluster.local.machine.Ports;
import io.chatcluster.local.machine.Repository;
import io.chatcluster.local.machine.StartException;
import io.chatcluster.local.process.Child;
import io.chatcluster.local.process.Guard;
import io.chatcluster.local.process.Launch;
import io.chatcluster.local.process.Output;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// A real Prometheus with the configuration and the rules of `deploy/prometheus`, which scrapes the
/// nodes of one cluster every second. Used by one thread.
final class PrometheusServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final String COMPOSE_TARGETS = "n1:9090, n2:9090, n3:9090";

  private final HttpClient client = HttpClient.newHttpClient();
  private final int port = Ports.free();
  private final Path directory;
  private final Child child;

  PrometheusServer(Cluster cluster, Output output) {
    this.directory = cluster.directory().resolve("prometheus");
    this.child = new Child("prometheus", directory, new Guard("TERM", GRACE), output);
    var configuration = directory.resolve("prometheus.yml");
    try {
      Files.createDirectories(directory);
      Files.writeString(configuration, configuration(cluster));
    } catch (IOException e) {
      throw new StartException("prometheus cannot be configured", e);
    }
    var command =
        List.of(
            program().toString(),
            "--config.file=" + configuration.toAbsolutePath(),
            "--storage.tsdb.path=" + directory.resolve("data").toAbsolutePath(),
            "--web.listen-address=127.0.0.1:" + port,
            "--log.level=warn");
    child.start(new Launch(command, Map.of(), directory, this::ready, PATIENCE));
  }

  private static Path program() {
    var installer = Repository.find().installer().toString();
    return Executables.find("prometheus")
        .or(
            () -> {
              Executables.run(List.of(installer, "prometheus"));
              return Executables.find("prometheus");
            })
        .orElseThrow(() -> new StartException("prometheus is not installed"));
  }

  /// The one of compose, for the nodes and the files of here, and in a hurry.
  private String configuration(Cluster cluster) throws IOException {
    var shipped = Repository.find().root().resolve("deploy/prometheus");
    var targets =
        cluster.nodes().stream()
            .map(node -> "127.0.0.1:" + node.managementPort())
            .collect(Collectors.joining(", "));
    var text = Files.readString(shipped.resolve("prometheus.yml"));
    if (!text.contains(COMPOSE_TARGETS)) {
      throw new AssertionError("prometheus.yml does not scrape " + COMPOSE_TARGETS);
    }
    return text.replace(COMPOSE_TARGETS, targets)
        .replace("localhost:9090", "127.0.0.1:" + port)
        .replace("alertmanager:9093", "127.0.0.1:9")
        .replace("/etc/prometheus/rules", shipped.resolve("rules").toString())
        .replaceAll("(?m)(_interval|_timeout): .*$", "$1: 1s");
  }

  private boolean ready() {
    try {
      var request = HttpRequest.newBuilder(uri("/-/ready")).build();
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// The numbers that an expression has now; those that are none are left out.
  ///
  /// @throws AssertionError if Prometheus refuses the expression
  List<Double> query(String expression) {
    var path = "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8);
    var result = data(path, expression).get("result");
    List<Double> numbers = new ArrayList<>();
    for (var sample : elements(result)) {
      double number = sample.getAsJsonObject().getAsJsonArray("value").get(1).getAsDouble();
      if (Double.isFinite(number)) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  /// The largest of the numbers, or none: less than all.
  double largest(String expression) {
    return query(expression).stream()
        .mapToDouble(Double::doubleValue)
        .max()
        .orElse(Double.NEGATIVE_INFINITY);
  }

  /// All rules as Prometheus has read and evaluated them.
  List<JsonObject> rules() {
    List<JsonObject> rules = new ArrayList<>();
    for (var group : elements(data("/api/v1/rules", "rules").get("groups"))) {
      for (var rule : elements(group.getAsJsonObject().get("rules"))) {
        rules.add(rule.getAsJsonObject());
      }
    }
    return rules;
  }

  private JsonObject data(String path, String what) {
    try {
      var answer = client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
      var json = JsonParser.parseString(answer.body()).getAsJsonObject();
      if (answer.statusCode() != 200) {
        throw new AssertionError(what + ": " + json);
      }
      return json.getAsJsonObject("data");
    } catch (IOException e) {
      throw new AssertionError("Prometheus does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static List<JsonElement> elements(JsonElement array) {
    JsonArray all = array.getAsJsonArray();
    return StreamSupport.stream(all.spliterator(), false).toList();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  @Override
  public void close() {
    child.close();
    client.close();
  }
}
