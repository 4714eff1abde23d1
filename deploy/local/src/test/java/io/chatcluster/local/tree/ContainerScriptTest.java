package io.chatcluster.local.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.local.machine.Executables;
import io.chatcluster.local.machine.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `deploy/container-test.sh` on machines with and without container engines: nothing to test is no
/// failure, and a failure is not nothing to test.
final class ContainerScriptTest {
  private final Path script = Repository.find().root().resolve("deploy/container-test.sh");

  /// All of the PATH of the machine that a test makes up.
  @TempDir private Path path;

  @BeforeEach
  void giveTheMachineItsTools() throws IOException {
    Files.createSymbolicLink(path.resolve("dirname"), Executables.find("dirname").orElseThrow());
  }

  @Test
  void without_an_engine_it_says_so_in_one_sentence() {
    assertThat(run()).isEqualTo(notRun("neither docker nor podman is installed"));
  }

  @Test
  void an_engine_that_cannot_be_reached_is_none() throws IOException {
    program("docker", "exit 1");

    assertThat(run())
        .isEqualTo(
            notRun("docker is installed, but reaches no container engine (docker info fails)"));
  }

  @Test
  void an_engine_without_compose_is_none() throws IOException {
    program("docker", "exit 1");
    program("podman", "[ \"$1\" = info ]");

    assertThat(run()).isEqualTo(notRun("podman has no compose (podman compose version fails)"));
  }

  @Test
  void containers_that_do_not_start_are_a_failure_and_are_removed() throws IOException {
    program(
        "podman",
        """
        echo "$*"
        case "$*" in *" up "*) exit 7 ;; esac
        """);

    var result = run();

    assertThat(result.exitCode()).isEqualTo(7);
    assertThat(result.output())
        .contains("up --build --detach --wait", "logs --tail")
        .endsWith("down --volumes --remove-orphans")
        .doesNotContain("nothing lost");
  }

  @Test
  void a_restart_replaces_one_container_and_waits_for_it() throws IOException {
    program("docker", "echo \"$*\"");

    var result = run("restart", "n2");

    assertThat(result.exitCode()).isZero();
    assertThat(result.output())
        .endsWith("compose.yaml up --detach --wait --no-deps --force-recreate n2");
  }

  private static Executables.Result notRun(String why) {
    return new Executables.Result(0, "container-test: not run, " + why);
  }

  private Executables.Result run(String... arguments) {
    var command =
        new ArrayList<>(List.of("env", "-i", "PATH=" + path, "/bin/sh", script.toString()));
    command.addAll(List.of(arguments));
    return Executables.run(command);
  }

  private void program(String name, String text) throws IOException {
    var file = Files.writeString(path.resolve(name), "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
