package io.chatcluster.loadtest.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chatcluster.loadtest.command.StandInCluster.Mischief;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What `connect` and `idle` say of clusters that let everybody in, and of those that do not.
class CrowdCommandsTest {
  private static final String SLO = "p99=20s";

  @TempDir private Path directory;

  @Test
  void a_storm_that_everybody_survives_passes() throws Exception {
    try (var cluster = new StandInCluster(Mischief.NONE)) {
      var ran = run("connect", cluster, "--sockets", "60", "--rate", "100");

      assertThat(ran.err()).isEmpty();
      assertThat(ran.out()).contains("PASS: in at the end 60, failures none, joined p99");
      assertThat(ran.exitCode()).isZero();
      assertThat(figure("came in")).isEqualTo(60);
    }
  }

  @Test
  void those_who_are_turned_away_are_counted_by_reason() throws Exception {
    try (var cluster = new StandInCluster(Mischief.ANSWERS_SOME_UPGRADES_WITH_429)) {
      var ran = run("connect", cluster, "--sockets", "60", "--rate", "200");

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.out()).contains("FAIL: in at the end 40 (wanted: all 60), failures 20");
      assertThat(error("on the way in: the upgrade was answered with 429")).isEqualTo(20);
      assertThat(ran.out()).contains("note: 429: the load balancer limits");
    }
  }

  @Test
  void some_failures_can_be_accepted() throws Exception {
    try (var cluster = new StandInCluster(Mischief.ANSWERS_SOME_UPGRADES_WITH_429)) {
      var ran = run("connect", cluster, "--sockets", "60", "--rate", "200", "--max-failures", "20");

      assertThat(ran.out()).contains("PASS: in at the end 40, failures 20");
      assertThat(ran.exitCode()).isZero();
    }
  }

  @Test
  void who_gets_no_answer_is_given_up_in_time() throws Exception {
    try (var cluster = new StandInCluster(Mischief.IGNORES_TOKENS)) {
      var ran = run("connect", cluster, "--sockets", "5", "--rate", "100", "--timeout", "1s");

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(error("on the way in: not in within 1 s: only WebSocket open")).isEqualTo(5);
      assertThat(ran.out()).contains("joined p99 not measured");
    }
  }

  @Test
  void nobody_listening_is_a_reason_too() throws Exception {
    var secret = Files.writeString(directory.resolve("secret"), "x".repeat(48));
    int port;
    try (var neighbour = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = neighbour.getLocalPort();
    }

    var ran =
        Ran.with(
            "connect",
            "ws://127.0.0.1:" + port,
            "--sockets",
            "3",
            "--secret-file",
            secret.toString());

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.out()).contains("on the way in: cannot connect: ", "Connection refused");
  }

  /// Elsewhere a loopback has one address.
  @Test
  @EnabledOnOs(OS.LINUX)
  void sockets_come_from_each_source_address_in_turn() throws Exception {
    try (var cluster = new StandInCluster(Mischief.NONE)) {
      var ran =
          run("connect", cluster, "--sockets", "6", "--source-address", "127.0.0.2,127.0.0.3");

      assertThat(ran.exitCode()).isZero();
      assertThat(cluster.sources).containsExactly("127.0.0.2", "127.0.0.3");
    }
  }

  @Test
  void idle_sockets_stay_and_their_pings_are_answered() throws Exception {
    try (var cluster = new StandInCluster(Mischief.NONE)) {
      var ran = idle(cluster, "--sockets", "40", "--ping-every", "1s", "--threads", "3");

      assertThat(ran.err()).isEmpty();
      assertThat(ran.out()).contains("PASS: in at the end 40, failures none, ping p99");
      assertThat(ran.exitCode()).isZero();
      // Each pings once a second, the first time after less than one.
      assertThat(figure("pings answered")).isBetween(70L, 130L);
      var counted = report().path("latencies").path(0);
      assertThat(counted.path("name").asText()).isEqualTo("ping to pong, all in");
      assertThat(counted.path("count").asLong()).isBetween(60L, figure("pings answered"));
    }
  }

  @Test
  void a_connection_that_is_lost_fails_and_comes_back() throws Exception {
    try (var cluster = new StandInCluster(Mischief.CLOSES_ONE_THAT_IS_IN)) {
      var ran = idle(cluster, "--sockets", "30", "--ping-every", "1s");

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.out()).contains("FAIL: failures 1 (wanted: none)");
      assertThat(error("once in: closed with 4429")).isEqualTo(1);
      assertThat(figure("came back")).isEqualTo(1);
      assertThat(figure("in at the end")).isEqualTo(30);
    }
  }

  @Test
  void who_is_sent_away_by_a_leaving_node_comes_back_when_it_was_told_to() throws Exception {
    try (var cluster = new StandInCluster(Mischief.SENDS_ALL_AWAY)) {
      var ran = idle(cluster, "--sockets", "20", "--max-failures", "20");

      assertThat(ran.out()).contains("PASS: in at the end 20, failures 20");
      assertThat(error("once in: closed with 4503")).isEqualTo(20);
      assertThat(figure("came back")).isEqualTo(20);
    }
  }

  @Test
  void pings_without_an_answer_are_lost_connections() throws Exception {
    try (var cluster = new StandInCluster(Mischief.IGNORES_PINGS)) {
      var ran = idle(cluster, "--sockets", "5", "--ping-every", "400ms");

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(error("once in: no pong to a ping")).isGreaterThanOrEqualTo(5);
      assertThat(ran.out()).contains("ping p99 not measured");
    }
  }

  @Test
  void who_may_not_come_back_stays_away() throws Exception {
    try (var cluster = new StandInCluster(Mischief.LIKES_NO_TOKEN)) {
      var ran = idle(cluster, "--sockets", "5");

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(error("on the way in: error bad_token")).isEqualTo(5);
    }
  }

  private Ran idle(StandInCluster cluster, String... more) {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.addAll(List.of("--rate", "200", "--duration", "2s"));
    return run("idle", cluster, arguments.toArray(String[]::new));
  }

  private Ran run(String command, StandInCluster cluster, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command, cluster.url()));
    arguments.addAll(List.of("--json", directory.resolve("report.json").toString()));
    arguments.addAll(List.of("--guests", "2", "--rooms", "4", "--slo", SLO));
    arguments.addAll(List.of(more));
    return Ran.with(arguments.toArray(String[]::new));
  }

  private JsonNode report() throws IOException {
    return new ObjectMapper().readTree(directory.resolve("report.json").toFile());
  }

  private long error(String reason) throws IOException {
    return report().path("errors").path(reason).asLong();
  }

  private long figure(String name) throws IOException {
    for (var figure : report().path("figures")) {
      if (figure.path("name").asText().equals(name)) {
        return figure.path("value").asLong();
      }
    }
    throw new AssertionError("no figure " + name + " in " + report());
  }
}
