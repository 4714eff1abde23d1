package io.chatcluster.postgres;

import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How to reach the database.
///
/// @param node id of this node, by which its sessions are known
/// @param role the nodes' role, which needs to own nothing
/// @param owner the role that brings the schema up to date
public record PostgresSettings(
    String node, Server server, Role role, Role owner, Pool pool, Patience patience) {

  /// For a node without a name or authorities of its own, whose role owns the schema.
  public PostgresSettings(String url, Role role, Pool pool, Patience patience) {
    this("", new Server(url, ""), role, Role.NONE, pool, patience);
  }

  /// @param user empty for the owner where the nodes' role owns the schema too
  public record Role(String user, String password) {

    /// There is none.
    public static final Role NONE = new Role("", "");

    @Override
    public String toString() {
      return "Role[user=" + user + "]";
    }
  }

  /// @param connections most connections for reads
  /// @param maxWaiting reads that may wait for a connection or an answer
  public record Pool(int connections, int maxWaiting) {}

  /// @param read how long a read, the wait for a lock, or the wait for a connection may take
  /// @param write how long a statement of the archiver may take
  /// @param idleTransaction how long a transaction may stay open once its node has fallen silent
  public record Patience(Duration read, Duration write, Duration idleTransaction) {

    /// Longer than a silent node may hold a lock in a transaction: whoever waits for it gets it.
    Duration lock() {
      return read.plus(idleTransaction);
    }
  }

  /// @param url `jdbc:postgresql://host:port/database?parameters`
  /// @param caFile authorities (PEM) that the server's certificate must be of; empty: the JVM's, or
  ///     what the address says
  public record Server(String url, String caFile) {

    private static final String HOST = "(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::\\d{1,5})?";
    private static final Pattern FORM =
        Pattern.compile(
            "jdbc:postgresql://%s(?:,%s)*/[^?#\\s]+(?:\\?([^#\\s]*))?".formatted(HOST, HOST));
    private static final Pattern PARAMETERS =
        Pattern.compile("(?:(?:[^%&=]|%[0-9A-Fa-f]{2})+=(?:[^%&]|%[0-9A-Fa-f]{2})*&?)*");
    private static final Pattern MODE = Pattern.compile("(?:^|&)sslmode=([^&]*)");
    private static final Set<String> MODES =
        Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    /// The driver would quote the whole address, with its password, in what it throws and logs.
    ///
    /// @throws IllegalArgumentException with a sentence without any part of the address
    public Server {
      Matcher form = FORM.matcher(url);
      if (!form.matches()) {
        throw new IllegalArgumentException(
            "it is not jdbc:postgresql://host[:port][,…]/database[?parameters]; user and password"
                + " belong into variables of their own");
      }
      String parameters = form.group(1) == null ? "" : form.group(1);
      if (!PARAMETERS.matcher(parameters).matches()) {
        throw new IllegalArgumentException("its parameters are not name=value&…; write % as %25");
      }
      Matcher mode = MODE.matcher(parameters);
      if (mode.find() && !MODES.contains(mode.group(1))) {
        throw new IllegalArgumentException(
            "its sslmode is none of disable, allow, prefer, require, verify-ca, verify-full");
      }
    }

    /// The address may have a password in it.
    @Override
    public String toString() {
      return "Server";
    }
  }

  @Override
  public String toString() {
    return "PostgresSettings[role=" + role + ", owner=" + owner + ", pool=" + pool + "]";
  }
}
