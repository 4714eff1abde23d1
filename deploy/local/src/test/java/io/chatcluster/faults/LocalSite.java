package io.chatcluster.faults;

import io.chatcluster.loadtest.check.Stored;
import io.chatcluster.loadtest.client.Tokens;
import io.chatcluster.local.cluster.Cluster;
import io.chatcluster.local.node.NodeProcess;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// A cluster of this machine: through nginx where it has one, else to any of the nodes. What is
/// stored is read past the nodes.
final class LocalSite implements Site {

  private static final long TOKEN_SECONDS = 3_600;

  private final Cluster cluster;
  private final Random random;
  private volatile Tokens tokens;

  LocalSite(Cluster cluster, long seed) {
    this.cluster = cluster;
    this.random = new Random(seed);
    this.tokens = new Tokens(cluster.secret().value());
  }

  /// The application has another secret from now on.
  void signWith(String secret) {
    tokens = new Tokens(secret);
  }

  @Override
  public String url() {
    return cluster
        .nginx()
        .map(nginx -> "ws://127.0.0.1:" + nginx.port() + "/ws")
        .orElseGet(() -> "ws://" + anyNode().address() + "/ws");
  }

  private synchronized NodeProcess anyNode() {
    List<NodeProcess> nodes = cluster.nodes();
    return nodes.get(random.nextInt(nodes.size()));
  }

  @Override
  public String token(String who) {
    return tokens.issue(who, who, System.currentTimeMillis(), TOKEN_SECONDS);
  }

  @Override
  public List<Stored> archive(Set<String> rooms) throws SQLException {
    return FinalHistory.archive(cluster, rooms);
  }

  @Override
  public List<Stored> logs(Set<String> rooms) {
    return FinalHistory.logs(cluster, rooms);
  }

  @Override
  public long unarchived() {
    return FinalHistory.unarchived(cluster);
  }

  @Override
  public Path directory() {
    return cluster.directory();
  }
}
