package io.chatcluster.loadtest.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chatcluster.loadtest.command.StandInCluster.Mischief;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `fanout` says of a cluster that keeps its word, and of those that do not.
class FanoutCommandTest {
  // Far above what a busy machine needs: these tests are about what arrives, not when.
  private static final String SLO = "p99=20s";

  @TempDir private Path directory;

  @Test
  void a_cluster_that_keeps_its_word_passes() throws Exception {
    try (var cluster = new StandInCluster(Mischief.NONE)) {
      var ran =
          fanout(cluster, "--warm-up", "1s", "--rooms", "3", "--size", "200", "--threads", "2");

      assertThat(ran.err()).isEmpty();
      assertThat(ran.out()).contains("15 of 15 sockets have joined", "PASS: lost none");
      assertThat(ran.exitCode()).isZero();
      var report = report();
      // A second of warm-up and one measured, at 100 a second, to five sockets each.
      assertThat(figure(report, "messages due")).isEqualTo(200);
      assertThat(figure(report, "messages acked")).isEqualTo(200);
      assertThat(latency(report, "due to delivered").path("count").asLong()).isEqualTo(500);
      assertThat(latency(report, "due to acked").path("count").asLong()).isEqualTo(100);
      assertThat(report.path("errors").isEmpty()).isTrue();
    }
  }

  @Test
  void the_clock_of_the_cluster_may_be_another_one() throws Exception {
    try (var cluster = new StandInCluster(Mischief.HAS_A_CLOCK_OF_ITS_OWN)) {
      assertThat(fanout(cluster).out()).contains("PASS: lost none");
    }
  }

  @Test
  void a_lost_message_fails() throws Exception {
    assertFailedOnlyBy(Mischief.LOSES_A_MESSAGE, "lost");
  }

  @Test
  void a_message_that_comes_twice_fails() throws Exception {
    assertFailedOnlyBy(Mischief.REPEATS_A_MESSAGE, "duplicates");
  }

  @Test
  void messages_in_another_order_fail() throws Exception {
    assertFailedOnlyBy(Mischief.SWAPS_TWO_MESSAGES, "out of order");
  }

  @Test
  void a_message_without_an_answer_fails() throws Exception {
    assertFailedOnlyBy(Mischief.FORGETS_AN_ACK, "acked");
  }

  @Test
  void a_refused_message_fails_and_is_named() throws Exception {
    try (var cluster = new StandInCluster(Mischief.REFUSES_A_MESSAGE)) {
      var ran = fanout(cluster);

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(failedChecks()).containsExactly("acked", "errors");
      assertThat(report().path("errors").path("error rate_limited").asLong()).isEqualTo(1);
      assertThat(ran.out())
          .contains(
              "note: rate_limited: a user, a room, or all guests at one address may do only so much");
    }
  }

  @Test
  void a_latency_above_the_limit_fails() throws Exception {
    try (var cluster = new StandInCluster(Mischief.NONE)) {
      // Nothing arrives before it was due.
      var ran = fanout(cluster, "--slo", "max=0ms");

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(failedChecks()).containsExactly("delivery max");
      assertThat(ran.out()).contains("FAIL: delivery max", "(wanted: at most 0ms)");
    }
  }

  @Test
  void sockets_that_cannot_join_are_a_failure_with_a_report() throws Exception {
    try (var cluster = new StandInCluster(Mischief.ANSWERS_SOME_UPGRADES_WITH_429)) {
      var ran = fanout(cluster);

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.out()).contains("the upgrade was answered with 429");
      assertThat(ran.out()).contains("note: 429: the load balancer limits");
      assertThat(report().path("verdict").path("passed").asBoolean(true)).isFalse();
    }
  }

  @Test
  void tokens_that_nobody_likes_are_a_failure_that_says_so() throws Exception {
    try (var cluster = new StandInCluster(Mischief.LIKES_NO_TOKEN)) {
      var secret = Files.writeString(directory.resolve("secret"), "x".repeat(48));

      var ran = fanout(cluster, "--secret-file", secret.toString());

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.out()).contains("the server answered bad_token", "note: bad_token");
    }
  }

  private void assertFailedOnlyBy(Mischief mischief, String check) throws Exception {
    try (var cluster = new StandInCluster(mischief)) {
      var ran = fanout(cluster);

      assertThat(failedChecks()).containsExactly(check);
      assertThat(ran.out()).contains("FAIL: " + check);
      assertThat(ran.exitCode()).isEqualTo(1);
    }
  }

  private Ran fanout(StandInCluster cluster, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "fanout", cluster.url(), "--json", directory.resolve("report.json").toString()));
    arguments.addAll(List.of("--sockets-per-room", "5", "--rate", "100"));
    arguments.addAll(List.of("--duration", "1s", "--drain", "1s"));
    arguments.addAll(List.of("--guests", "2"));
    arguments.addAll(List.of(more));
    if (!arguments.contains("--rooms")) {
      arguments.addAll(List.of("--rooms", "1", "--warm-up", "0s"));
    }
    if (!arguments.contains("--slo")) {
      arguments.addAll(List.of("--slo", SLO));
    }
    return Ran.with(arguments.toArray(String[]::new));
  }

  private JsonNode report() throws IOException {
    return new ObjectMapper().readTree(directory.resolve("report.json").toFile());
  }

  private List<String> failedChecks() throws IOException {
    var failed = new ArrayList<String>();
    for (var check : report().path("verdict").path("checks")) {
      if (!check.path("passed").asBoolean()) {
        failed.add(check.path("what").asText());
      }
    }
    return failed;
  }

  private static long figure(JsonNode report, String name) {
    for (var figure : report.path("figures")) {
      if (figure.path("name").asText().equals(name)) {
        return figure.path("value").asLong();
      }
    }
    throw new AssertionError("no figure " + name + " in " + report);
  }

  private static JsonNode latency(JsonNode report, String name) {
    for (var latency : report.path("latencies")) {
      if (latency.path("name").asText().equals(name)) {
        return latency;
      }
    }
    throw new AssertionError("no latency " + name + " in " + report);
  }
}
