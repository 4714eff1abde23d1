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

/// The scripts behind `make`, on machines that have other programs than this one.
final class ScriptsTest {
  private final Path scripts = Repository.find().root().resolve("deploy/local");

  /// All of the PATH of the machine that a test makes up.
  @TempDir private Path path;

  @BeforeEach
  void giveTheMachineItsTools() throws IOException {
    for (var tool : List.of("sed", "env")) {
      Files.createSymbolicLink(path.resolve(tool), Executables.find(tool).orElseThrow());
    }
    program(path.resolve("id"), "echo 0");
  }

  @Test
  void a_missing_program_is_installed_even_where_the_package_lists_are_old() throws IOException {
    program(
        path.resolve("apt-get"),
        """
        case "$*" in
        *update) : >%1$s/lists ;;
        *install*some-server) [ -e %1$s/lists ] && /bin/ln -s /bin/sh %1$s/some-server ;;
        esac
        """
            .formatted(path));

    assertThat(install().output()).contains("installing some-server");

    assertThat(install()).isEqualTo(new Executables.Result(0, ""));
  }

  @Test
  void a_program_is_asked_for_by_the_name_of_its_package() throws IOException {
    program(path.resolve("apt-get"), "echo \"$*\" >>%s/asked; exit 100".formatted(path));

    install("promtool");
    install("amtool");

    assertThat(Files.readString(path.resolve("asked")))
        .contains("install --no-install-recommends prometheus\n")
        .contains("install --no-install-recommends prometheus-alertmanager\n");
  }

  @Test
  void a_program_that_cannot_be_installed_ends_in_one_sentence() throws IOException {
    program(path.resolve("apt-get"), "echo no route to host; exit 100");
    assertThat(install().exitCode()).isEqualTo(1);
    assertThat(lastLine(install()))
        .startsWith("some-server is not installed and the package manager could not install it");

    program(path.resolve("id"), "echo 1000");
    assertThat(lastLine(install()))
        .startsWith("some-server is not installed and this account may not install it");
  }

  @Test
  void the_jdk_that_java_home_names_is_taken_if_it_is_new_enough() throws IOException {
    var result = jdk(home(30), 25);

    assertThat(result).isEqualTo(new Executables.Result(0, home(30).toString()));
  }

  @Test
  void a_jdk_that_is_too_old_is_passed_over() throws IOException {
    var result = jdk(home(17), 25);

    assertThat(result.succeeded()).as(result.output()).isTrue();
    assertThat(Path.of(result.output()).resolve("bin/javac")).isExecutable();
    assertThat(result.output()).isNotEqualTo(home(17).toString());
  }

  @Test
  void where_all_jdks_are_too_old_it_is_one_sentence() throws IOException {
    var result = jdk(home(98), 99);

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output())
        .startsWith("Chat Cluster needs a JDK 99 or newer and the newest here is 98 (" + home(98))
        .doesNotContain("\n");
  }

  private Executables.Result install() {
    return install("some-server");
  }

  private Executables.Result install(String program) {
    return run(List.of(), scripts.resolve("install.sh"), program);
  }

  private Executables.Result jdk(Path javaHome, int oldest) throws IOException {
    var text = Files.readString(scripts.resolve("jdk.sh"));
    var script = path.resolve("jdk.sh");
    Files.writeString(script, text.replace("oldest=25", "oldest=" + oldest));
    return run(List.of("JAVA_HOME=" + javaHome), script);
  }

  /// A JDK of that version, as far as the script looks.
  private Path home(int version) throws IOException {
    var home = path.resolve("jdk " + version);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"%d.0.1\"\n".formatted(version));
    program(home.resolve("bin/javac"), "exit 1");
    return home;
  }

  private static void program(Path file, String script) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Executables.Result run(List<String> variables, Path script, String... arguments) {
    var command = new ArrayList<>(List.of("env", "-i", "PATH=" + path, "HOME=" + path));
    command.addAll(variables);
    command.addAll(List.of("/bin/sh", script.toString()));
    command.addAll(List.of(arguments));
    return Executables.run(command);
  }

  private static String lastLine(Executables.Result result) {
    return result.output().lines().toList().getLast();
  }
}
