package io.chatcluster.loadtest.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.loadtest.command.StandInCluster.Mischief;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is wrong with a command line is one sentence and exit code 2, and nothing is connected.
class UsageTest {
  private static final String NOWHERE = "http://127.0.0.1:9";

  @TempDir private Path directory;

  @Test
  void every_command_explains_itself() {
    for (var command : List.of("fanout", "connect", "idle")) {
      var ran = Ran.with(command, "--help");

      assertThat(ran.exitCode()).isZero();
      assertThat(ran.out())
          .contains("--secret-file", "--insecure", "--slo", "--json", "--html", "Exit code: 0");
      assertThat(ran.out()).doesNotContain("${");
    }
    assertThat(Ran.with("--help").out()).contains("fanout", "connect", "idle", "storm", "bench");
  }

  @Test
  void options_that_cannot_be_are_named() throws Exception {
    assertRefused("--rate must be at least 1, not 0", "fanout", NOWHERE, "--rate", "0");
    assertRefused("--rooms must be at least 1", "fanout", NOWHERE, "--rooms", "0");
    assertRefused("--size must be between 20 and 16384", "fanout", NOWHERE, "--size", "10");
    assertRefused("--duration is in whole seconds", "fanout", NOWHERE, "--duration", "10ms");
    assertRefused("'soon' is not a time like", "idle", NOWHERE, "--duration", "soon");
    assertRefused("'p99' is not like p99=250ms", "connect", NOWHERE, "--slo", "p99");
    assertRefused("does not begin with http://", "connect", "localhost");
    assertRefused("Missing required parameter: 'URL'", "idle");
    assertRefused("Unknown option: '--token=x'", "fanout", NOWHERE, "--token=x");
    assertRefused("cannot be written", "fanout", NOWHERE, "--json", "/nowhere/at/all.json");
    assertRefused("is not an address", "connect", NOWHERE, "--source-address", "not an address");
    assertRefused(
        "no-such-file cannot be read",
        "connect",
        NOWHERE,
        "--secret-file",
        directory.resolve("no-such-file").toString());
    var empty = Files.createFile(directory.resolve("empty")).toString();
    assertRefused("empty is empty", "connect", NOWHERE, "--secret-file", empty);
    assertRefused("has no certificate in it", "connect", NOWHERE, "--ca-file", empty);
  }

  @Test
  void more_sockets_than_this_process_may_open_are_refused_before_any_is() {
    assertRefused("raise the limit (ulimit -n)", "idle", NOWHERE, "--sockets", "2000000000");
  }

  @Test
  void a_cluster_that_cannot_be_reached_gives_no_tokens() {
    assertRefused("http://127.0.0.1:9/api/guest cannot be reached", "connect", NOWHERE);
  }

  @Test
  void a_cluster_without_guests_wants_a_secret() throws Exception {
    try (var cluster = new StandInCluster(Mischief.LETS_NO_GUESTS_IN)) {
      assertRefused("lets no guests in (CHAT_GUESTS): use --secret-file", "idle", cluster.url());
    }
  }

  @Test
  void a_cluster_that_moved_to_https_says_where_it_is() throws Exception {
    try (var cluster = new StandInCluster(Mischief.SENDS_GUESTS_TO_HTTPS)) {
      assertRefused("sends clients to https://there/: use that address", "idle", cluster.url());
    }
  }

  @Test
  void times_are_read_and_written_as_people_do() {
    for (var text : List.of("500ms", "30s", "10m", "1500ms", "90s")) {
      assertThat(Times.text(Times.parse(text))).isEqualTo(text);
    }
    assertThat(Times.text(Times.parse("1h"))).isEqualTo("60m");
  }

  @Test
  void a_command_line_is_repeated_so_that_a_shell_takes_it() {
    assertThat(CommandText.of(List.of("idle", "http://[::1]:8080", "--json", "it's here.json")))
        .isEqualTo(
            "java -jar loadtest/target/loadtest.jar idle http://[::1]:8080 --json"
                + " 'it'\\''s here.json'");
  }

  private static void assertRefused(String sentence, String... arguments) {
    var ran = Ran.with(arguments);

    assertThat(ran.err()).contains(sentence);
    assertThat(ran.err().lines()).hasSizeLessThanOrEqualTo(3);
    assertThat(ran.exitCode()).isEqualTo(2);
  }
}
