package io.chatcluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chatcluster.broker.BrokerException;
import io.chatcluster.tls.Authority;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How a node reaches a real PostgreSQL that speaks TLS, and what it may do there.
class PostgresAccessTest {

  private static final int PARTITIONS = 8;
  private static final PostgresSettings.Role OWNER =
      new PostgresSettings.Role("chat_owner", "owner");

  @TempDir private static Path directory;
  private static Authority authority;
  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws IOException, SQLException {
    authority = new Authority(directory);
    present(authority.issue("localhost"));
    server =
        EmbeddedPostgres.builder()
            .setServerConfig("ssl", "on")
            .setServerConfig("ssl_cert_file", directory.resolve("server.crt").toString())
            .setServerConfig("ssl_key_file", directory.resolve("server.key").toString())
            .start();
    administer("CREATE ROLE chat_owner LOGIN PASSWORD 'owner'");
    administer("CREATE ROLE chat LOGIN PASSWORD 'chat'");
    administer("CREATE ROLE \"chat-\"\"b\" LOGIN PASSWORD 'chat'");
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  /// What the server shows from its next reload on.
  private static void present(Authority.Identity identity) throws IOException {
    StandardCopyOption[] how = {
      StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES
    };
    Files.copy(identity.certificate(), directory.resolve("server.crt"), how);
    Files.copy(identity.key(), directory.resolve("server.key"), how);
  }

  private static void administer(String statement) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement run = connection.createStatement()) {
      run.execute(statement);
    }
  }

  /// A database of its own for a test, which the owner owns.
  private static String database(String name) throws SQLException {
    administer("CREATE DATABASE %s OWNER chat_owner".formatted(name));
    return "jdbc:postgresql://localhost:%d/%s".formatted(server.getPort(), name);
  }

  private static PostgresSettings settings(
      String url, String caFile, String user, PostgresSettings.Role owner) {
    Duration time = Duration.ofSeconds(4);
    return new PostgresSettings(
        "n1",
        new PostgresSettings.Server(url, caFile),
        new PostgresSettings.Role(user, "chat"),
        owner,
        new PostgresSettings.Pool(2, 100),
        new PostgresSettings.Patience(time, time, time));
  }

  private static boolean encrypted(String parameters, String host, String caFile)
      throws SQLException {
    String url = "jdbc:postgresql://%s:%d/postgres%s".formatted(host, server.getPort(), parameters);
    PostgresSettings settings = settings(url, caFile, "postgres", PostgresSettings.Role.NONE);
    try (Connection connection = new Sessions(settings).unlimited().getConnection();
        Statement ask = connection.createStatement();
        ResultSet row =
            ask.executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  @Test
  void sessions_say_whose_they_are() throws SQLException {
    String url = "jdbc:postgresql://localhost:%d/postgres".formatted(server.getPort());
    PostgresSettings settings = settings(url, "", "postgres", PostgresSettings.Role.NONE);
    Duration time = Duration.ofSeconds(4);

    try (Connection connection = new Sessions(settings).limited(time).getConnection();
        Statement ask = connection.createStatement();
        ResultSet row = ask.executeQuery("SHOW application_name")) {
      row.next();
      assertThat(row.getString(1)).isEqualTo("chat-node n1");
    }
  }

  /// The driver printed a line, or a trace, to standard error for each attempt.
  @Test
  void the_driver_says_nothing_past_the_log() {
    List<LogRecord> said = new CopyOnWriteArrayList<>();
    Handler listener =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            said.add(line);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger root = Logger.getLogger("");
    root.addHandler(listener);
    try {
      assertThatThrownBy(
              () -> encrypted("?sslmode=verify-full", "127.0.0.1", authority.file().toString()))
          .isInstanceOf(SQLException.class);
    } finally {
      root.removeHandler(listener);
    }

    assertThat(said).isEmpty();
  }

  @Test
  void a_host_that_nobody_knows_is_named_in_one_sentence() {
    PostgresSettings settings =
        settings("jdbc:postgresql://nobody.invalid/chat", "", "chat", PostgresSettings.Role.NONE);

    assertThatThrownBy(() -> new Schema(settings).prepare())
        .isInstanceOf(BrokerException.class)
        .message()
        .startsWith("PostgreSQL: no host of this name is known: nobody.invalid");
  }

  @Test
  void a_private_authority_of_a_file_is_trusted_and_the_name_is_checked() throws SQLException {
    String ca = authority.file().toString();

    assertThat(encrypted("?sslmode=verify-full", "localhost", ca)).isTrue();
    assertThat(encrypted("", "localhost", ca)).isTrue();
    assertThat(encrypted("?sslmode=verify-ca", "127.0.0.1", ca)).isTrue();
    assertThat(encrypted("?sslmode=verify-full&sslrootcert=" + ca, "localhost", "")).isTrue();
    assertThatThrownBy(() -> encrypted("?sslmode=verify-full", "127.0.0.1", ca))
        .hasMessageContaining("127.0.0.1");
    assertThatThrownBy(() -> encrypted("", "127.0.0.1", ca)).hasMessageContaining("127.0.0.1");
  }

  /// Found by trying: `verify-full` wanted a file in a home directory that no container has.
  @Test
  void without_a_file_the_authorities_of_the_jvm_count_and_they_do_not_know_ours() {
    assertThatThrownBy(() -> encrypted("?sslmode=verify-full", "localhost", ""))
        .hasMessageContaining("unable to find valid certification path")
        .hasMessageNotContaining("root.crt");
    String other = new Authority(directory).file().toString();
    assertThatThrownBy(() -> encrypted("?sslmode=verify-full", "localhost", other))
        .hasMessageContaining("certification path");
  }

  @Test
  void a_certificate_that_is_over_is_refused() throws Exception {
    String ca = authority.file().toString();
    present(authority.issueExpired("localhost"));
    try {
      administer("SELECT pg_reload_conf()");

      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> encrypted("?sslmode=verify-full", "localhost", ca))
                      .hasStackTraceContaining("NotAfter"));
    } finally {
      present(authority.issue("localhost"));
      administer("SELECT pg_reload_conf()");
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .ignoreExceptions()
        .until(() -> encrypted("", "localhost", ca));
  }

  @Test
  void the_role_of_the_nodes_can_neither_drop_nor_alter_nor_change_what_is_written()
      throws SQLException {
    String url = database("rights");
    new Schema(settings(url, "", "chat", OWNER)).prepare();
    PostgresSettings settings = settings(url, "", "chat", PostgresSettings.Role.NONE);

    for (String table : tables(url)) {
      for (String statement :
          List.of(
              "DROP TABLE %s", "ALTER TABLE %s ADD x integer", "TRUNCATE %s", "DELETE FROM %s")) {
        denied(settings, statement.formatted(table));
      }
    }
    denied(settings, "UPDATE publication SET body = 'x'");
    denied(settings, "UPDATE deployment SET partitions = 1");
    denied(settings, "CREATE TABLE mine (x integer)");
    denied(settings, "DROP SCHEMA public CASCADE");
  }

  private static List<String> tables(String url) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (Connection connection =
            new Sessions(settings(url, "", "chat", OWNER)).unlimited(OWNER).getConnection();
        ResultSet rows =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")) {
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
    }
    assertThat(tables)
        .contains("publication", "room_head", "partition_epoch", "deployment", "dead_publication");
    return tables;
  }

  private static void denied(PostgresSettings as, String statement) throws SQLException {
    try (Connection connection = new Sessions(as).unlimited().getConnection();
        Statement run = connection.createStatement()) {
      assertThatThrownBy(() -> run.execute(statement))
          .as(statement)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
    }
  }

  @Test
  void a_node_without_the_owners_password_waits_for_the_migration_and_then_starts()
      throws SQLException {
    String url = database("later");
    try (Database node = new Database(settings(url, "", "chat", PostgresSettings.Role.NONE))) {
      assertThatThrownBy(() -> node.prepare(PARTITIONS))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("the role chat may not change it");

      new Schema(settings(url, "", "chat", OWNER)).prepare();

      node.prepare(PARTITIONS);
    }
  }

  @Test
  void any_name_may_be_a_role_and_a_second_role_gets_the_same_rights() throws SQLException {
    String url = database("names");
    new Schema(settings(url, "", "chat", OWNER)).prepare();
    PostgresSettings second = settings(url, "", "chat-\"b", OWNER);

    new Schema(second).prepare();

    try (Database node = new Database(settings(url, "", "chat-\"b", PostgresSettings.Role.NONE))) {
      node.prepare(PARTITIONS);
      denied(second, "DROP TABLE publication");
    }
  }

  @Test
  void several_nodes_may_bring_it_up_to_date_at_once() throws SQLException {
    String url = database("together");
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(
          CompletableFuture.runAsync(() -> new Schema(settings(url, "", "chat", OWNER)).prepare()));
    }

    assertThat(CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)))
        .succeedsWithin(20, TimeUnit.SECONDS);
  }

  @Test
  void an_address_that_the_driver_would_quote_with_its_password_is_refused_without_it() {
    for (String url :
        List.of(
            "jdbc:postgresql://chat:hunter2@db/chat",
            "jdbc:postgresql://db:hunter2/chat",
            "jdbc:postgresql://db/chat?password=hunter2%zz",
            "jdbc:postgresql://db/chat?hunter2",
            "jdbc:postgresql://db/chat?sslmode=verify_full&password=hunter2",
            "postgres://chat:hunter2@db/chat")) {
      assertThatThrownBy(() -> settings(url, "", "chat", OWNER))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("hunter2");
    }
    assertThat(settings("jdbc:postgresql://db/chat?password=hunter2", "", "chat", OWNER).toString())
        .doesNotContain("hunter2", "owner=owner");
  }
}
