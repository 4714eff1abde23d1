package io.chatcluster.local.cluster;

import io.chatcluster.local.machine.Ports;
import io.chatcluster.local.machine.Repository;
import io.chatcluster.local.machine.StartException;
import io.chatcluster.local.nginx.NginxLimits;
import io.chatcluster.local.node.NodeSettings;
import io.chatcluster.local.process.Output;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Describes a local cluster; [Cluster#in(Path)] begins one. Owned by one thread.
///
/// Unless told otherwise: two nodes on free ports, no nginx, nobody restarts what dies, the output
/// of each program in a file of its own in the cluster's directory.
public final class ClusterBuilder {
  private static final int MOST_NODES = 100;
  private static final List<String> RATES =
      List.of(
          "CHAT_RATE_PER_SECOND",
          "CHAT_USER_BYTES",
          "CHAT_USER_SIGNALS",
          "CHAT_USER_ROOMS",
          "CHAT_USER_READS",
          "CHAT_ROOM_MESSAGES",
          "CHAT_ROOM_BYTES",
          "CHAT_GUEST_MESSAGES",
          "CHAT_GUEST_BYTES",
          "CHAT_GUEST_SIGNALS",
          "CHAT_GUEST_ROOMS",
          "CHAT_GUEST_READS");

  final Path directory;
  final Repository repository;
  final Map<String, String> environment = new HashMap<>();
  int nodes = 2;
  int port;
  boolean nginx;
  boolean supervised;
  String redisFsync = "everysec";
  boolean redisDebug;
  NginxLimits limits = NginxLimits.generous();
  Duration drainGrace = Duration.ofSeconds(20);
  List<String> nodeCommand;
  Output output;

  ClusterBuilder(Path directory) {
    this.directory = directory.toAbsolutePath();
    this.repository = Repository.find();
    this.nodeCommand = NodeSettings.command(repository);
    this.output = Output.toFiles(this.directory);
  }

  /// How many nodes: `n1`, `n2`, …
  ///
  /// @throws StartException if it is not 1 to 100
  public ClusterBuilder nodes(int count) {
    if (count < 1 || count > MOST_NODES) {
      throw new StartException(
          "a local cluster has 1 to %d nodes, not %d".formatted(MOST_NODES, count));
    }
    nodes = count;
    return this;
  }

  /// The port of nginx. The nodes and servers take ports near it where these are free.
  ///
  /// @throws StartException if it is not a port number
  public ClusterBuilder port(int number) {
    if (number < 1 || number > Ports.LAST) {
      throw new StartException("%d is not a port".formatted(number));
    }
    port = number;
    return this;
  }

  /// Puts nginx in front.
  public ClusterBuilder withNginx() {
    nginx = true;
    return this;
  }

  /// What nginx lets one client address do.
  public ClusterBuilder limits(NginxLimits allowed) {
    limits = allowed;
    return this;
  }

  /// Restarts whatever dies.
  public ClusterBuilder supervised() {
    supervised = true;
    return this;
  }

  /// When Redis forces its append-only file to disk: `always`, `everysec` or `no`.
  public ClusterBuilder redisFsync(String policy) {
    redisFsync = policy;
    return this;
  }

  /// Lets Redis take `DEBUG` commands.
  public ClusterBuilder withRedisDebug() {
    redisDebug = true;
    return this;
  }

  /// The level at which nodes ack: `durable` or `logged`.
  public ClusterBuilder ackLevel(String level) {
    return environment("CHAT_ACK_LEVEL", level);
  }

  /// A variable of all nodes; it wins over the cluster's own.
  public ClusterBuilder environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /// Lifts the limits of users, rooms and guests, for runs in which a few of them stand for many.
  public ClusterBuilder withoutRates() {
    for (String rate : RATES) {
      environment.put(rate, "0");
    }
    return this;
  }

  /// How long a node may drain before it is killed.
  public ClusterBuilder drainGrace(Duration time) {
    drainGrace = time;
    return this;
  }

  /// Starts nodes by another command than `java -jar chat-node.jar`.
  public ClusterBuilder nodeCommand(List<String> command) {
    nodeCommand = List.copyOf(command);
    return this;
  }

  /// Starts nodes as [NodeSettings#quick(List)] says.
  public ClusterBuilder quickNodes() {
    return nodeCommand(NodeSettings.quick(nodeCommand));
  }

  /// Where the lines of all programs go.
  public ClusterBuilder output(Output sink) {
    output = sink;
    return this;
  }

  /// The cluster, not started yet.
  public Cluster build() {
    return new Cluster(this);
  }

  /// The cluster, started.
  ///
  /// @throws StartException with one sentence; nothing runs then
  public Cluster start() {
    var cluster = build();
    cluster.start();
    return cluster;
  }
}
