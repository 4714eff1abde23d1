package io.chatcluster.loadtest.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.loadtest.command.StandInCluster.Mischief;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// TLS: certificates are believed when they should be, and not otherwise.
class EncryptedTest {
  private static final String PASSWORD = "changeit";

  @TempDir private static Path directory;

  @BeforeAll
  static void makeCertificates() throws Exception {
    makeCertificate("here", "ip:127.0.0.1");
    makeCertificate("elsewhere", "dns:elsewhere.example");
    Files.writeString(directory.resolve("secret"), "x".repeat(48));
  }

  private static void makeCertificate(String name, String host) throws Exception {
    keytool(
        "-genkeypair -keyalg EC -dname CN=%s -ext san=%s -validity 30".formatted(name, host), name);
    keytool("-exportcert -rfc -file " + directory.resolve(name + ".pem"), name);
  }

  private static void keytool(String arguments, String name)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/keytool") + ""));
    command.addAll(List.of(arguments.split(" ", -1)));
    command.addAll(List.of("-alias", name, "-keystore", keystore(name), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", PASSWORD, "-keypass", PASSWORD));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
  }

  private static String keystore(String name) {
    return directory.resolve(name + ".p12").toString();
  }

  @Test
  void a_certificate_of_the_ca_file_is_believed() throws Exception {
    try (var cluster = cluster("here")) {
      var pem = directory.resolve("here.pem").toString();

      assertPassed(Ran.with(connect(cluster, "--ca-file", pem)));
      assertPassed(
          Ran.with(
              "fanout",
              url(cluster),
              "--ca-file",
              pem,
              "--guests",
              "1",
              "--rooms",
              "2",
              "--size",
              "5000",
              "--rate",
              "200",
              "--duration",
              "1s",
              "--slo",
              "max=60s"));
    }
  }

  @Test
  void a_certificate_of_nobody_is_not_believed() throws Exception {
    try (var cluster = cluster("here")) {
      var ran = Ran.with(connect(cluster, "--secret-file", directory.resolve("secret") + ""));

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.out())
          .contains("on the way in: unable to find valid certification path", "--ca-file");
      var guest = Ran.with(connect(cluster));
      assertThat(guest.exitCode()).isEqualTo(2);
      assertThat(guest.err()).contains("cannot be reached");
    }
  }

  @Test
  void a_certificate_for_another_name_is_not_believed() throws Exception {
    try (var cluster = cluster("elsewhere")) {
      var pem = directory.resolve("elsewhere.pem").toString();
      var ran =
          Ran.with(
              connect(
                  cluster, "--ca-file", pem, "--secret-file", directory.resolve("secret") + ""));

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.out()).contains("subject alternative names");
    }
  }

  @Test
  void whoever_asks_for_it_believes_everybody() throws Exception {
    try (var cluster = cluster("elsewhere")) {
      assertPassed(Ran.with(connect(cluster, "--insecure")));
    }
  }

  private static void assertPassed(Ran ran) {
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).contains("PASS: ");
    assertThat(ran.exitCode()).isZero();
  }

  private static StandInCluster cluster(String name) throws Exception {
    var key = new PfxOptions().setPath(keystore(name)).setPassword(PASSWORD);
    return new StandInCluster(
        Mischief.NONE, new HttpServerOptions().setSsl(true).setKeyCertOptions(key));
  }

  private static String url(StandInCluster cluster) {
    return "https://127.0.0.1:" + cluster.port();
  }

  private static String[] connect(StandInCluster cluster, String... more) {
    List<String> arguments = new ArrayList<>(List.of("connect", url(cluster)));
    arguments.addAll(List.of("--sockets", "5", "--guests", "1", "--slo", "max=60s"));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }
}
