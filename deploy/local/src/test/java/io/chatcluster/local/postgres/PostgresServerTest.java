package io.chatcluster.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatcluster.local.machine.Cache;
import io.chatcluster.local.machine.Ports;
import io.chatcluster.local.process.Output;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PostgresServerTest {
  /// Shared, so that PostgreSQL makes its files once.
  @TempDir private static Path directory;

  private PostgresServer postgres;

  enum End {
    GENTLE,
    IMMEDIATE,
    KILLED
  }

  @BeforeEach
  void startIt() {
    var settings = new PostgresSettings(directory, Ports.free());
    postgres = new PostgresServer(settings, Cache.directory(), Output.none());
    postgres.start();
  }

  @AfterEach
  void stopIt() {
    postgres.kill();
  }

  @ParameterizedTest
  @EnumSource
  void what_was_committed_survives_every_end(End end) throws SQLException {
    execute("create table %s (n int)".formatted(end));
    execute("insert into %s values (42)".formatted(end));
    try (var connection = postgres.connect()) {
      assertThat(connection.isValid(1)).isTrue();

      end(end);

      assertThat(postgres.running()).isFalse();
      assertThat(connection.isValid(1)).isFalse();
    }
    postgres.start();
    assertThat(query("select n from %s".formatted(end))).isEqualTo("42");
  }

  @Test
  void it_is_postgresql_18_and_forces_commits_to_disk() throws SQLException {
    assertThat(query("show server_version")).startsWith("18.");
    assertThat(query("show fsync")).isEqualTo("on");
    assertThat(query("show listen_addresses")).isEqualTo("127.0.0.1");
  }

  @Test
  void the_nodes_role_owns_nothing_and_the_owner_is_no_superuser() throws SQLException {
    execute("create table owned (n int)");

    assertThat(query("select count(*) from pg_roles where rolname like 'chat%' and rolsuper"))
        .isEqualTo("0");
    assertThatThrownBy(() -> execute("create role other"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied");
    try (var connection = postgres.connect();
        var statement = connection.createStatement()) {
      for (var forbidden :
          List.of("create table mine (n int)", "drop table owned", "select n from owned")) {
        assertThatThrownBy(() -> statement.execute(forbidden))
            .as(forbidden)
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
      }
    }
  }

  private void end(End end) {
    switch (end) {
      case GENTLE -> postgres.stop();
      case IMMEDIATE -> postgres.stopImmediately();
      case KILLED -> postgres.kill();
    }
  }

  private void execute(String sql) throws SQLException {
    try (var connection = postgres.connectAsOwner();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String query(String sql) throws SQLException {
    try (var connection = postgres.connectAsOwner();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
