package io.chatcluster.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.local.machine.Cache;
import io.chatcluster.local.machine.Ports;
import io.chatcluster.local.machine.Repository;
import io.chatcluster.local.node.NodeProcess;
import io.chatcluster.local.node.NodeSettings;
import io.chatcluster.local.postgres.PostgresServer;
import io.chatcluster.local.postgres.PostgresSettings;
import io.chatcluster.local.process.Output;
import io.chatcluster.local.redis.RedisServer;
import io.chatcluster.local.redis.RedisSettings;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node with exactly the environment of an overlay, or of compose, reaches real servers; only
/// addresses are others.
///
/// Found by trying: production had never worked. `rediss://` did not, and PostgreSQL's certificate
/// was to be checked by a file that nothing mounts.
final class EnvironmentsTest {
  private static final Duration GRACE = Duration.ofSeconds(20);
  private static final Duration CONNECTED = Duration.ofSeconds(10);
  private static final String STORE_PASSWORD = "changeit";

  @TempDir private static Path directory;
  private static Vertx vertx;
  private static X509Bundle authority;
  private static RedisServer redis;
  private static PostgresServer postgres;
  private static NetServer encrypted;

  /// Where an overlay's own PostgreSQL has no certificate, a driver that is asked for nothing may
  /// encrypt with this one, or not.
  private static final String ANY = "true";

  @BeforeAll
  static void startServers() throws Exception {
    vertx = Vertx.vertx();
    authority =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=An authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    X509Bundle localhost =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=localhost")
            .addSanDnsName("localhost")
            .addExtendedKeyUsageServerAuth()
            .buildIssuedBy(authority);
    Path unpacked = Cache.directory();
    redis =
        new RedisServer(
            RedisSettings.of(directory.resolve("redis"), Ports.free()), unpacked, Output.none());
    redis.start();
    redis.call("ACL", "SETUSER", "ada", "on", ">p@ss+w", "~*", "&*", "+@all");
    postgres =
        new PostgresServer(
            new PostgresSettings(directory.resolve("postgres"), Ports.free()),
            unpacked,
            Output.none());
    postgres.start();
    postgres.encrypt(localhost.getCertificatePathPEM(), localhost.getPrivateKeyPEM());
    // The Redis that comes in a jar has no TLS of its own.
    NetServerOptions options =
        new NetServerOptions()
            .setHost("127.0.0.1")
            .setPort(0)
            .setSsl(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(localhost.getCertificatePathPEM()))
                    .addKeyValue(Buffer.buffer(localhost.getPrivateKeyPEM())));
    encrypted =
        vertx
            .createNetServer(options)
            .connectHandler(EnvironmentsTest::join)
            .listen()
            .await(10, TimeUnit.SECONDS);
  }

  private static void join(NetSocket from) {
    from.pause();
    vertx
        .createNetClient()
        .connect(redis.port(), "127.0.0.1")
        .onSuccess(
            to -> {
              var _ = from.pipeTo(to);
              var _ = to.pipeTo(from);
            })
        .onFailure(_ -> from.close());
  }

  @AfterAll
  static void stopServers() throws Exception {
    postgres.stop();
    redis.stop();
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void development_reaches_the_servers_that_it_brings() throws Exception {
    serves(pod("dev", Map.of()), List.of(), ANY);
  }

  @Test
  void staging_and_production_reach_servers_with_certificates_that_every_jvm_knows()
      throws Exception {
    Path store = directory.resolve("authorities.p12");
    try (var out = Files.newOutputStream(store)) {
      KeyStore known = KeyStore.getInstance("PKCS12");
      known.load(null, null);
      known.setCertificateEntry("authority", authority.getCertificate());
      known.store(out, STORE_PASSWORD.toCharArray());
    }
    List<String> jvm =
        List.of(
            "-Djavax.net.ssl.trustStore=" + store,
            "-Djavax.net.ssl.trustStorePassword=" + STORE_PASSWORD);

    for (String overlay : List.of("staging", "prod")) {
      serves(pod(overlay, Map.of()), jvm, "ssl");
    }
  }

  @Test
  void production_reaches_servers_of_a_private_authority() throws Exception {
    Map<String, String> known = Map.of("ca.crt", authority.getRootCertificatePEM());

    serves(pod("prod+private-authority", Map.of("chat-authorities", known)), List.of(), "ssl");
  }

  @Test
  void compose_reaches_the_servers_that_it_brings() throws Exception {
    Path secrets = Files.createDirectory(directory.resolve("compose"));
    Map<String, String> passwords =
        Map.of(
            "owner-password", "of-the-owner",
            "database-password", "of-the-nodes",
            "token-secret", "a-secret-of-this-test-with-enough-bytes",
            "peer-secret", "another-secret-of-this-test-with-enough-bytes");
    for (var entry : passwords.entrySet()) {
      Files.writeString(secrets.resolve(entry.getKey()), entry.getValue());
    }
    makeRoles("of-the-owner", "of-the-nodes");

    migrate(compose("migrate", secrets), List.of());
    serve(compose("n1", secrets), List.of(), ANY);
  }

  private static Map<String, String> compose(String service, Path secrets) {
    Map<String, String> environment = new HashMap<>();
    Tree.document("deploy/compose.yaml")
        .at("services/" + service + "/environment")
        .fields()
        .forEach(
            (name, value) ->
                environment.put(
                    name,
                    value
                        .text()
                        .replaceAll("\\$\\{[A-Z_]+:-([^}]*)}", "$1")
                        .replace("/run/secrets/chat", secrets.toString())));
    return environment;
  }

  private static NodePod pod(String overlay, Map<String, Map<String, String>> more) {
    Map<String, Map<String, String>> secrets = new HashMap<>(more);
    secrets.put(
        "chat-node-secrets",
        Map.of(
            "redis-url", "rediss://ada:p%40ss+w@redis.example.internal:6379",
            "database-password", "of-the-nodes",
            "token-secret", "a-secret-of-this-test-with-enough-bytes",
            "peer-secret", "another-secret-of-this-test-with-enough-bytes"));
    secrets.put("chat-migration-secrets", Map.of("owner-password", "of-the-owner"));
    return new NodePod(overlay, secrets, directory.resolve(overlay));
  }

  private static void serves(NodePod pod, List<String> jvm, String sessions) throws Exception {
    Map<String, String> migration = pod.environment("migrate");
    Map<String, String> node = pod.environment("chat-node");
    makeRoles(
        Files.readString(Path.of(migration.get("CHAT_DATABASE_OWNER_PASSWORD_FILE"))),
        Files.readString(Path.of(node.get("CHAT_DATABASE_PASSWORD_FILE"))));
    migrate(migration, jvm);
    serve(node, jvm, sessions);
  }

  /// As the script of the PostgreSQL that comes with development and compose does.
  private static void makeRoles(String owner, String node) throws SQLException {
    String script = Checkout.text("k8s/base/postgres/roles.sh");
    String statements =
        script.substring(script.indexOf("CREATE ROLE"), script.lastIndexOf("EOF")).strip();
    try (var connection = postgres.connectAsSuperuser();
        var statement = connection.createStatement()) {
      statement.execute("DROP DATABASE chat WITH (FORCE)");
      statement.execute("DROP ROLE chat, chat_owner");
      for (String line :
          statements
              .replace(":'owner'", "'" + owner + "'")
              .replace(":'node'", "'" + node + "'")
              .split(";", -1)) {
        if (!line.isBlank()) {
          statement.execute(line);
        }
      }
    }
  }

  private static List<String> command(List<String> jvm) {
    List<String> command =
        new ArrayList<>(NodeSettings.quick(NodeSettings.command(new Repository(Checkout.root()))));
    command.addAll(1, jvm);
    return command;
  }

  private static void migrate(Map<String, String> environment, List<String> jvm) throws Exception {
    List<String> command = command(jvm);
    command.add("migrate");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Path log = Files.createTempFile(directory, "migrate", ".log");
    builder.redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("CHAT_"));
    builder.environment().putAll(elsewhere(environment));
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(Files.readString(log)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  /// Starts a node, which is ready then, and looks at what it has reached.
  ///
  /// @param sessions what all of its sessions with PostgreSQL are: a condition in SQL
  private static void serve(Map<String, String> environment, List<String> jvm, String sessions)
      throws Exception {
    List<Integer> ports = Ports.free(2);
    Path here = Files.createTempDirectory(directory, "node");
    NodeProcess node =
        new NodeProcess(
            new NodeSettings(
                "n1", ports.get(0), ports.get(1), command(jvm), elsewhere(environment), here),
            GRACE,
            Output.toFiles(here));
    node.start();
    try {
      // A node is ready as soon as it can serve; the archiver connects when it has something to do.
      await().atMost(CONNECTED).untilAsserted(() -> connected(node, sessions));
    } finally {
      node.kill();
    }
  }

  private static void connected(NodeProcess node, String sessions) throws SQLException {
    for (String link : List.of("log", "pubsub", "archive")) {
      assertThat(value(node, "chat_redis_up", link))
          .as("connections to Redis: " + link)
          .isPositive()
          .isEqualTo(value(node, "chat_redis_links", link));
    }
    assertThat(sessions("true"))
        .as("sessions with PostgreSQL, all " + sessions)
        .isPositive()
        .isEqualTo(sessions(sessions));
  }

  private static double value(NodeProcess node, String metric, String link) {
    return node.metrics()
        .lines()
        .filter(line -> line.startsWith(metric + "{link=\"" + link + "\"}"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElse(-1);
  }

  /// How many sessions of the nodes' role are like that.
  private static int sessions(String condition) throws SQLException {
    try (var connection = postgres.connectAsSuperuser();
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
                    + " WHERE usename = 'chat' AND "
                    + condition)) {
      row.next();
      return row.getInt(1);
    }
  }

  /// The addresses of our servers in the place of the overlay's; all else stays.
  private static Map<String, String> elsewhere(Map<String, String> environment) {
    Map<String, String> here = new LinkedHashMap<>(environment);
    here.computeIfPresent(
        "CHAT_DATABASE_URL",
        (_, url) -> url.replaceFirst("//[^/]+/", "//localhost:" + postgres.port() + "/"));
    here.computeIfPresent(
        "CHAT_REDIS_URL",
        (_, url) -> {
          int port = url.startsWith("rediss:") ? encrypted.actualPort() : redis.port();
          return url.replaceFirst("(//(?:[^@/]*@)?)[^/@]+", "$1localhost:" + port);
        });
    return here;
  }
}
