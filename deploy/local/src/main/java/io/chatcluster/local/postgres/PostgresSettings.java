package io.chatcluster.local.postgres;

import io.chatcluster.local.machine.SecretFile;
import java.nio.file.Path;

/// How one PostgreSQL is run: its data and passwords live in `directory`.
public record PostgresSettings(Path directory, int port) {
  static final String DATABASE = "chat";
  static final String ROLE = "chat";
  static final String OWNER = "chat_owner";
  static final String SUPERUSER = "postgres";

  Path data() {
    return directory.resolve("data");
  }

  /// The nodes' password. Their role owns nothing; it may use what the owner lets it use.
  SecretFile password() {
    return SecretFile.at(directory.resolve("password"));
  }

  /// The password of the role that owns the database, and makes and changes the tables.
  SecretFile ownerPassword() {
    return SecretFile.at(directory.resolve("owner-password"));
  }

  SecretFile superuserPassword() {
    return SecretFile.at(directory.resolve("superuser-password"));
  }

  String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
  }
}
