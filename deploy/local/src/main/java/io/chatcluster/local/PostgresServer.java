package io.chatcluster.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A real PostgreSQL on loopback with the database `chat`, owned by the role `chat`. Its data
/// survives [#stop()], [#stopImmediately()] and [#kill()].
public final class PostgresServer implements Program {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CHECK_SECONDS = 2;
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final PostgresSettings settings;
  private final Path unpacked;
  private final Child child;

  /// A server that is not started yet.
  ///
  /// @param unpacked where the programs from the jar are put
  public PostgresServer(PostgresSettings settings, Path unpacked, Output output) {
    this.settings = settings;
    this.unpacked = unpacked;
    // INT is its fast shutdown; on TERM it would wait for all its clients to go first.
    this.child = new Child("postgres", settings.directory(), new Guard("INT", GRACE), output);
  }

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public Child child() {
    return child;
  }

  @Override
  public void start() {
    var binaries = PostgresBinaries.unpack(unpacked);
    if (!Files.exists(settings.data())) {
      initialize(binaries);
    }
    var data = settings.data().toAbsolutePath().toString();
    var command =
        NotRoot.of(
            List.of(
                binaries.program("postgres").toString(),
                "-D",
                data,
                "-p",
                String.valueOf(settings.port()),
                "-c",
                "listen_addresses=127.0.0.1",
                // No socket file: its path would have to be short, and two clusters would share it.
                "-c",
                "unix_socket_directories="));
    child.start(new Launch(command, Map.of(), settings.directory(), this::answers, PATIENCE));
    createDatabase();
  }

  /// Makes an empty data directory. It gets its name only when it is whole, so a half-made one is
  /// never started on.
  private void initialize(PostgresBinaries binaries) {
    try {
      Files.createDirectories(settings.directory());
      var partial = settings.directory().resolve("data-partial").toAbsolutePath();
      Trees.delete(partial);
      var result =
          Executables.run(
              NotRoot.of(
                  List.of(
                      binaries.program("initdb").toString(),
                      "--pgdata=" + partial,
                      "--username=" + PostgresSettings.SUPERUSER,
                      "--pwfile=" + settings.superuserPassword().path().toAbsolutePath(),
                      "--auth=scram-sha-256",
                      "--encoding=UTF8",
                      // The same order of text on every machine, whatever locales it has.
                      "--locale-provider=builtin",
                      "--locale=C.UTF-8",
                      "--no-instructions")));
      if (!result.succeeded()) {
        throw new StartException("PostgreSQL could not make its database: " + result.output());
      }
      Files.move(partial, settings.data());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean answers() {
    try (var connection = connectAsSuperuser()) {
      return connection.isValid(CHECK_SECONDS);
    } catch (SQLException _) {
      return false;
    }
  }

  private void createDatabase() {
    try (var connection = connectAsSuperuser();
        var statement = connection.createStatement()) {
      try (var found =
          statement.executeQuery(
              "select from pg_database where datname = '" + PostgresSettings.DATABASE + "'")) {
        if (found.next()) {
          return;
        }
      }
      // The password is base64url text, so it cannot end the quotes.
      statement.execute("drop role if exists " + PostgresSettings.ROLE);
      statement.execute(
          "create role %s login password '%s'"
              .formatted(PostgresSettings.ROLE, settings.password().value()));
      statement.execute(
          "create database %s owner %s"
              .formatted(PostgresSettings.DATABASE, PostgresSettings.ROLE));
    } catch (SQLException e) {
      throw new StartException("PostgreSQL could not make the database: " + e.getMessage(), e);
    }
  }

  private Connection connectAsSuperuser() throws SQLException {
    return DriverManager.getConnection(
        settings.url("postgres"), PostgresSettings.SUPERUSER, settings.superuserPassword().value());
  }

  /// A connection to the chat database as the nodes' role; the caller closes it.
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), PostgresSettings.ROLE, settings.password().value());
  }

  /// Stops it without a checkpoint and cuts its clients (`pg_ctl stop -m immediate`); the next
  /// start recovers from its log.
  public void stopImmediately() {
    child.stop("QUIT");
  }

  /// Copies the data of the running server, as `pg_basebackup` does. All that was committed before
  /// is in the copy.
  ///
  /// @param into a directory that is not there yet
  public void backUp(Path into) {
    try (var connection = connectAsSuperuser();
        var statement = connection.createStatement()) {
      statement.execute("select pg_backup_start('backup', true)");
      copy(settings.data(), into);
      String label;
      try (var row = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
        row.next();
        label = row.getString(1);
      }
      // What was written meanwhile, without which the copy is not whole.
      copy(settings.data().resolve("pg_wal"), into.resolve("pg_wal"));
      Files.writeString(into.resolve("backup_label"), label);
      Files.delete(into.resolve("postmaster.pid"));
    } catch (SQLException e) {
      throw new StartException("PostgreSQL could not be backed up: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Replaces the data of the server, which must not run, by a copy that [#backUp(Path)] made.
  public void restore(Path backup) {
    Trees.delete(settings.data());
    copy(backup, settings.data());
  }

  private static void copy(Path from, Path into) {
    var result =
        Executables.run(List.of("cp", "-R", "-p", from + "/.", into.toAbsolutePath().toString()));
    if (!result.succeeded()) {
      throw new StartException("cannot copy " + from + ": " + result.output());
    }
  }

  public int port() {
    return settings.port();
  }

  /// The JDBC address of the chat database.
  public String url() {
    return settings.url(PostgresSettings.DATABASE);
  }

  /// The nodes' role.
  public String user() {
    return PostgresSettings.ROLE;
  }

  /// The file with the password of the nodes' role.
  public SecretFile password() {
    return settings.password();
  }
}
