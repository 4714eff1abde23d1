package io.chatcluster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is installed on machines without containers.
final class MachineTest {
  private static final String UNIT = "deploy/systemd/chat-node@.service";

  @TempDir private Path directory;

  @Test
  void systemd_accepts_the_unit() throws IOException {
    Path program = Programs.required("systemd-analyze");
    // Under an instance's name; the user and the files need not be there.
    Path unit = directory.resolve("chat-node@n1.service");
    Files.copy(Checkout.file(UNIT), unit);

    var result = Programs.run(Map.of(), program.toString(), "verify", unit.toString());

    assertThat(result.output()).doesNotContain("chat-node@n1.service:");
    assertThat(result.code()).as(result.output()).isZero();
  }

  @Test
  void a_node_is_an_ordinary_user_that_may_open_many_sockets() {
    String unit = Checkout.text(UNIT);

    assertThat(unit)
        .contains(
            "User=chat\n", "NoNewPrivileges=yes", "ProtectSystem=strict", "KillSignal=SIGTERM")
        .contains("CapabilityBoundingSet=\n", "SuccessExitStatus=143")
        .containsPattern("LimitNOFILE=\\d{6}");
    assertThat(unit)
        .as("the JVM makes code as it runs")
        .doesNotContain("\nMemoryDenyWriteExecute=");
  }

  @Test
  void kernel_settings_have_the_form_that_sysctl_reads() {
    for (String line : Checkout.text("deploy/sysctl/60-chat.conf").lines().toList()) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String name = line.substring(0, line.indexOf('=')).strip();
        String value = line.substring(line.indexOf('=') + 1).strip();
        assertThat(value).matches("[0-9, -]+");
        assertThat(name).matches("(net|fs|vm)\\.[a-z0-9_.-]+");
      }
    }
  }

  @Test
  void scripts_are_posix_and_start_with_what_they_are_for() {
    for (String root : new String[] {"loadbalancer", "deploy/images"}) {
      for (Path script : Checkout.files(root, ".sh")) {
        String text = Checkout.text(script);
        assertThat(text)
            .as(script.toString())
            .matches("(?s)#!/bin/(sh|bash)\n# [A-Z].*\nset -eu.*");
        assertThat(Files.isExecutable(script)).as(script.toString()).isTrue();
        String shell = text.startsWith("#!/bin/bash") ? "/bin/bash" : "/bin/sh";
        assertThat(Programs.run(Map.of(), shell, "-n", script.toString()).code()).isZero();
      }
    }
  }
}
