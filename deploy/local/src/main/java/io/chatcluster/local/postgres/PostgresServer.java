package io.chatcluster.local.postgres;

import io.chatcluster.local.machine.Executables;
import io.chatcluster.local.machine.SecretFile;
import io.chatcluster.local.machine.StartException;
import io.chatcluster.local.machine.Trees;
import io.chatcluster.local.process.Child;
import io.chatcluster.local.process.Guard;
import io.chatcluster.local.process.Launch;
import io.chatcluster.local.process.Output;
import io.chatcluster.local.process.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A real PostgreSQL on loopback with the database `chat` of the role `chat_owner`, which the nodes
/// use as the role `chat`. Its data survives [#stop()], [#stopImmediately()] and [#kill()].
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
    // INT is its fast shutdown; on TERM it would first wait for all its clients to go.
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
                      // Text sorts the same on every machine, whatever locales it has.
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

  /// Does what is still to be done: a launcher may have been killed halfway.
  private void createDatabase() {
    try (var connection = connectAsSuperuser();
        var statement = connection.createStatement()) {
      role(statement, PostgresSettings.OWNER, settings.ownerPassword());
      role(statement, PostgresSettings.ROLE, settings.password());
      if (!found(statement, "pg_database where datname", PostgresSettings.DATABASE)) {
        statement.execute(
            "create database %s owner %s"
                .formatted(PostgresSettings.DATABASE, PostgresSettings.OWNER));
      }
    } catch (SQLException e) {
      throw new StartException("PostgreSQL could not make the database: " + e.getMessage(), e);
    }
  }

  /// The password is base64url text, so it cannot end the quotes.
  private static void role(Statement statement, String name, SecretFile password)
      throws SQLException {
    if (!found(statement, "pg_roles where rolname", name)) {
      statement.execute("create role %s login password '%s'".formatted(name, password.value()));
    }
  }

  private static boolean found(Statement statement, String where, String name) throws SQLException {
    try (var row = statement.executeQuery("select from %s = '%s'".formatted(where, name))) {
      return row.next();
    }
  }

  /// A connection to the database `postgres` that may do everything; the caller closes it.
  public Connection connectAsSuperuser() throws SQLException {
    return DriverManager.getConnection(
        settings.url("postgres"), PostgresSettings.SUPERUSER, settings.superuserPassword().value());
  }

  /// A connection to the chat database as the nodes' role; the caller closes it.
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), PostgresSettings.ROLE, settings.password().value());
  }

  /// The same as the role that owns the tables, and may change them.
  Connection connectAsOwner() throws SQLException {
    return DriverManager.getConnection(url(), owner(), ownerPassword().value());
  }

  /// From now on, speaks TLS to those who ask for it.
  ///
  /// @param certificate in PEM form, like the key
  public void encrypt(String certificate, String key) {
    try (var connection = connectAsSuperuser();
        var statement = connection.createStatement()) {
      // Written by the server itself, which takes no key that another user owns.
      write(connection, certificate, "server.crt");
      write(connection, key, "server.key");
      statement.execute("alter system set ssl = on");
      statement.execute("select pg_reload_conf()");
    } catch (SQLException e) {
      throw new StartException("PostgreSQL cannot be made to speak TLS: " + e.getMessage(), e);
    }
  }

  private static void write(Connection connection, String text, String file) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          "copy (select unnest(string_to_array('%s', e'\\n'))) to program 'umask 077; cat >%s'"
              // COPY would write a carriage return as two characters.
              .formatted(text.replace("\r", ""), file));
    }
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
      // What was written in the meantime, without which the copy is not complete.
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

  /// The role that owns the database and its tables.
  public String owner() {
    return PostgresSettings.OWNER;
  }

  /// The file with the owner's password.
  public SecretFile ownerPassword() {
    return settings.ownerPassword();
  }
}
