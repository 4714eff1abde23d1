package io.chatcluster.faults;

import io.chatcluster.local.cluster.Cluster;
import io.chatcluster.local.node.NodeProcess;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/// What can happen to a deployment. Blocks while it happens.
final class Faults {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Cluster cluster;
  private final Random random;

  Faults(Cluster cluster, Random random) {
    this.cluster = cluster;
    this.random = random;
  }

  private NodeProcess anyNode() {
    List<NodeProcess> nodes = cluster.nodes();
    return nodes.get(random.nextInt(nodes.size()));
  }

  void killNode() {
    NodeProcess node = anyNode();
    node.kill();
    FaultRun.quiet(SECOND);
    node.start();
  }

  void freezeNode() {
    NodeProcess node = anyNode();
    node.pause();
    FaultRun.quiet(SECOND.multipliedBy(3));
    node.resume();
  }

  /// Cuts every connection on which wake-ups come.
  void cutPubSub() {
    for (int i = 0; i < 5; i++) {
      cluster.redis().call("CLIENT", "KILL", "TYPE", "pubsub");
      FaultRun.quiet(Duration.ofMillis(300));
    }
  }

  /// Cuts every connection to Redis.
  void cutAll() {
    for (int i = 0; i < 5; i++) {
      cluster.redis().call("CLIENT", "KILL", "TYPE", "pubsub");
      cluster.redis().call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      FaultRun.quiet(Duration.ofMillis(300));
    }
  }

  void pauseRedis() {
    cluster.redis().call("CLIENT", "PAUSE", "2500", "ALL");
    FaultRun.quiet(SECOND.multipliedBy(3));
  }

  /// Longer than a node waits for an answer: what it has sent is done all the same, later.
  void freezeRedis() {
    cluster.redis().pause();
    FaultRun.quiet(Duration.ofMillis(2_500));
    cluster.redis().resume();
  }

  void killRedis() {
    cluster.redis().kill();
    FaultRun.quiet(SECOND);
    cluster.redis().start();
  }

  void flushRedis() {
    cluster.redis().call("FLUSHALL");
  }

  void stopPostgres() {
    cluster.postgres().stopImmediately();
    FaultRun.quiet(SECOND.multipliedBy(4));
    cluster.postgres().start();
  }

  /// Cuts room logs down to a few messages, as if every client had been away for long.
  void trimQueues() {
    cluster
        .redis()
        .call("KEYS", "{p*}:r:*:s")
        .lines()
        .forEach(key -> cluster.redis().call("XTRIM", key, "MAXLEN", "5"));
  }

  /// One of all of them.
  void any() {
    switch (random.nextInt(10)) {
      case 0 -> killNode();
      case 1 -> freezeNode();
      case 2 -> cutPubSub();
      case 3 -> cutAll();
      case 4 -> pauseRedis();
      case 5 -> killRedis();
      case 6 -> flushRedis();
      case 7 -> stopPostgres();
      case 8 -> freezeRedis();
      default -> trimQueues();
    }
  }
}
