package io.chatcluster.local.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.chatcluster.local.cluster.Cluster;
import io.chatcluster.local.machine.Repository;
import io.chatcluster.local.process.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What operators look at: a real Prometheus scrapes a real cluster under load, and every panel and
/// every rule is asked for data.
final class MonitoringTest {
  private static final Path DIRECTORY =
      Path.of("target", "monitoring-" + ProcessHandle.current().pid());
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// Series that a rule reads, with their labels.
  private static final Pattern SELECTOR =
      Pattern.compile("\\b(?:up\\b|chat[_:][a-z0-9_:]+)(?:\\{[^}]*})?");

  private static final Pattern THRESHOLD =
      Pattern.compile("\\s*(?:==|<|>)\\s*[0-9.]+(?:\\s*\\*\\s*[0-9.]+)?");

  private static Cluster cluster;
  private static PrometheusServer prometheus;
  private static Chatter chatter;

  @BeforeAll
  static void start() {
    cluster =
        Cluster.in(DIRECTORY)
            .nodes(2)
            .quickNodes()
            .withoutRates()
            .environment("CHAT_PING_INTERVAL", "1s")
            .environment("CHAT_PING_TIMEOUT", "30s")
            .environment("CHAT_OUTBOX", "65536")
            .environment("CHAT_SLOW_CONSUMER_TIMEOUT", "2s")
            .start();
    prometheus = new PrometheusServer(cluster, Output.toFiles(DIRECTORY));
    // Prometheus sees no increase in what happened before it came.
    awaitMore("count(chat_connections)", 1);
    chatter = new Chatter(cluster);
  }

  @AfterAll
  static void stop() throws TimeoutException {
    chatter.close();
    prometheus.close();
    cluster.close();
  }

  /// Waits until none of the questions is without an answer any more.
  private static void answered(Map<String, String> questions) {
    assertThat(questions).isNotEmpty();
    Map<String, String> open = new LinkedHashMap<>(questions);
    try {
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                open.values().removeIf(expression -> !prometheus.query(expression).isEmpty());
                return open.isEmpty();
              });
    } catch (ConditionTimeoutException _) {
      assertThat(open).as("without data after %s", PATIENCE).isEmpty();
    }
  }

  private static void awaitMore(String expression, double than) {
    await(expression + " > " + than)
        .atMost(PATIENCE)
        .until(() -> prometheus.largest(expression) > than);
  }

  @Test
  void every_panel_comes_back_with_data() throws IOException {
    Map<String, String> questions = new LinkedHashMap<>();
    var directory = Repository.find().root().resolve("deploy/grafana/dashboards");
    try (var files = Files.newDirectoryStream(directory, "*.json")) {
      for (var file : files) {
        var dashboard = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        for (var panel : dashboard.getAsJsonArray("panels")) {
          ask(questions, file.getFileName() + ": ", panel.getAsJsonObject(), "title");
        }
        for (var mark : dashboard.getAsJsonObject("annotations").getAsJsonArray("list")) {
          var name = file.getFileName() + ": " + mark.getAsJsonObject().get("name").getAsString();
          questions.put(name, filled(mark.getAsJsonObject().get("expr").getAsString()));
        }
      }
    }

    assertThat(questions).hasSizeGreaterThan(60);
    answered(questions);
  }

  private static void ask(
      Map<String, String> questions, String where, JsonObject panel, String named) {
    if (!panel.has("targets")) {
      return;
    }
    for (JsonElement target : panel.getAsJsonArray("targets")) {
      var query = target.getAsJsonObject();
      questions.put(
          where + panel.get(named).getAsString() + " " + query.get("refId").getAsString(),
          filled(query.get("expr").getAsString()));
    }
  }

  /// As Grafana fills its variables in.
  private static String filled(String expression) {
    var text =
        expression
            .replace("$__rate_interval", "15s")
            .replace("$__range", "1m")
            .replace("$node", ".*");
    assertThat(text).doesNotContain("$");
    return text;
  }

  @Test
  void every_rule_is_evaluated_on_series_that_there_are() {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                prometheus.rules().stream()
                    .allMatch(rule -> rule.get("health").getAsString().equals("ok")));
    Map<String, String> questions = new LinkedHashMap<>();
    List<JsonObject> rules = prometheus.rules();
    for (var rule : rules) {
      var name = rule.get("name").getAsString();
      var expression = rule.get("query").getAsString();
      for (var series : new TreeSet<>(selectors(expression))) {
        questions.put(name + " reads " + series, series);
      }
      questions.put(name + ": " + expression, withoutThresholds(expression));
    }

    assertThat(rules).hasSizeGreaterThan(10);
    assertThat(rules).extracting(rule -> rule.get("type").getAsString()).contains("recording");
    answered(questions);
  }

  private static List<String> selectors(String expression) {
    List<String> found = new ArrayList<>();
    SELECTOR.matcher(expression).results().forEach(match -> found.add(match.group()));
    return found;
  }

  /// What an alert compares, instead of whether it fires.
  private static String withoutThresholds(String expression) {
    return THRESHOLD
        .matcher(expression)
        .replaceAll("")
        .replace(" < ", " - ")
        .replace("absent(", "(");
  }

  @Test
  void a_lost_wake_up_connection_shows_as_catch_ups() {
    awaitMore("sum(rate(chat_messages_delivered_total[5s]))", 0);

    cluster.redis().call("CLIENT", "KILL", "TYPE", "pubsub");

    awaitMore("max(increase(chat_catch_ups_total[1m]))", 0);
    awaitMore("max(increase(chat_redis_reconnects_total{link=\"pubsub\"}[1m]))", 0);
  }

  @Test
  void a_page_of_another_origin_shows_as_refused() {
    assertThat(chatter.knocked("https://elsewhere.example")).isFalse();

    awaitMore("sum(increase(chat_handshakes_rejected_total{reason=\"origin\"}[1m]))", 0);
  }

  @Test
  void who_does_not_read_shows_as_lagging_and_as_closed() throws TimeoutException {
    chatter.addSlowReader();

    awaitMore("max(max_over_time(chat_memberships_lagging[1m]))", 0);
    awaitMore("sum(increase(chat_connections_closed_total{reason=\"slow_consumer\"}[1m]))", 0);
  }

  @Test
  void while_postgresql_is_away_the_lag_of_the_archive_grows() {
    // People wait for their acks: some must be under way when it goes.
    awaitMore(
        "sum(chat_archive_rows_total)", prometheus.largest("sum(chat_archive_rows_total)") + 200);
    cluster.postgres().stopImmediately();
    try {
      awaitMore("max(chat_archive_lag_seconds)", 4);
      awaitMore("sum(chat_archive_backlog)", 0);
    } finally {
      cluster.postgres().start();
    }

    await("the archive has caught up")
        .atMost(PATIENCE)
        .until(() -> prometheus.largest("max(chat_archive_lag_seconds)") < 3);
  }
}
