package io.chatcluster.loadtest.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.loadtest.command.StandInCluster.Mischief;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `storm` says of people who are in again, of those who have to ask twice, and of what was
/// lost meanwhile.
class StormCommandTest {

  @TempDir private Path directory;

  private Ran storm(StandInCluster cluster, String... more) {
    var options = new String[more.length + 6];
    System.arraycopy(
        new String[] {"storm", cluster.url(), "--people", "30", "--rate", "100"}, 0, options, 0, 6);
    System.arraycopy(more, 0, options, 6, more.length);
    return Ran.with(options);
  }

  @Test
  void all_are_in_again_over_new_connections() throws Exception {
    var then = "touch " + directory.resolve("done");
    try (var cluster = new StandInCluster(Mischief.NONE)) {
      var ran = storm(cluster, "--then", then);

      assertThat(ran.err()).isEmpty();
      assertThat(ran.out()).contains("30 of 30 in again", "without their message: 0", "PASS");
      assertThat(ran.exitCode()).isZero();
      assertThat(directory.resolve("done")).exists();
    }
  }

  @Test
  void all_are_in_again_over_the_connections_that_they_have() throws Exception {
    try (var cluster = new StandInCluster(Mischief.NONE)) {
      var ran = storm(cluster, "--stay", "--then", "true", "--pid", "me=1");

      assertThat(ran.out()).contains("30 of 30 in again", "CPU of me: ", "PASS");
      assertThat(ran.exitCode()).isZero();
    }
  }

  @Test
  void who_is_turned_away_comes_again_and_is_counted() throws Exception {
    try (var cluster = new StandInCluster(Mischief.ANSWERS_SOME_UPGRADES_WITH_429)) {
      var ran = storm(cluster, "--then", "true");

      assertThat(ran.out()).contains("30 of 30 in again", "429=", "PASS");
    }
  }

  @Test
  void somebody_whose_message_is_gone_fails_it() throws Exception {
    try (var cluster = new StandInCluster(Mischief.FORGETS_ROOMS)) {
      var ran = storm(cluster, "--then", "true");

      assertThat(ran.out()).contains("without their message: 30", "FAIL");
      assertThat(ran.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void a_command_that_fails_is_no_storm() throws Exception {
    try (var cluster = new StandInCluster(Mischief.NONE)) {
      var ran = storm(cluster, "--then", "exit 3");

      assertThat(ran.exitCode()).isEqualTo(2);
      assertThat(ran.err()).contains("--then has ended with exit code 3");
    }
  }
}
