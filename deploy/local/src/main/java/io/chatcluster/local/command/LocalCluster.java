package io.chatcluster.local.command;

import io.chatcluster.local.cluster.Cluster;
import io.chatcluster.local.machine.Ports;
import io.chatcluster.local.machine.Repository;
import io.chatcluster.local.machine.StartException;
import io.chatcluster.local.nginx.NginxBinary;
import io.chatcluster.local.node.NodeProcess;
import io.chatcluster.local.node.NodeSettings;
import io.chatcluster.local.process.Output;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/// `make cluster`: runs a cluster in the foreground until Ctrl-C or SIGTERM.
///
/// | variable | meaning | default |
/// |---|---|---|
/// | `NODES` | how many nodes | 3 |
/// | `PORT` | the port of nginx on localhost | 8080 |
/// | `DATA` | the directory of all data | `.data` in the source tree |
///
/// Variables that begin with `CHAT_` reach the nodes, except those that the cluster sets itself.
public final class LocalCluster {
  private static final int FAILED = 1;

  /// A node of this cluster drains for a second; whoever pressed Ctrl-C waits for the slowest.
  private static final Duration DRAIN_GRACE = Duration.ofSeconds(10);

  private final Map<String, String> environment;
  private final PrintStream out = System.out;
  private final Repository repository;
  private final Parts parts;

  private LocalCluster(Map<String, String> environment, Repository repository, Parts parts) {
    this.environment = environment;
    this.repository = repository;
    this.parts = parts;
  }

  /// What a test replaces.
  ///
  /// @param nodeCommand starts a node
  /// @param nginx finds nginx, or throws a [StartException] that says why there is none
  record Parts(
      Function<Repository, List<String>> nodeCommand, BiFunction<Repository, Output, Path> nginx) {}

  public static void main(String[] arguments) throws InterruptedException {
    launch(new Parts(NodeSettings::command, NginxBinary::find));
  }

  /// Runs a cluster; ends the JVM with exit code 1 and one sentence on stderr if it cannot go on.
  static void launch(Parts parts) throws InterruptedException {
    try {
      new LocalCluster(System.getenv(), Repository.find(), parts).run();
    } catch (StartException e) {
      System.err.println(e.sentence());
      System.exit(FAILED);
    }
  }

  /// Runs until the JVM is asked to stop.
  void run() throws InterruptedException {
    var begun = Instant.now();
    var data = data();
    var lock = DirectoryLock.of(data);
    try {
      var cluster = build(data);
      // This covers the start too: whatever is running when Ctrl-C comes is stopped.
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(cluster), "stop"));
      cluster.start();
      announce(cluster, Duration.between(begun, Instant.now()));
      new CountDownLatch(1).await();
    } finally {
      lock.close();
    }
  }

  /// An empty variable counts as not set: scripts leave them so.
  private Path data() {
    var given = environment.getOrDefault("DATA", "");
    try {
      return given.isBlank() ? repository.root().resolve(".data") : Path.of(given).toAbsolutePath();
    } catch (InvalidPathException e) {
      throw new StartException("DATA is '%s', which is not a directory".formatted(given), e);
    }
  }

  private Cluster build(Path data) {
    var port = number("PORT", 8080);
    var builder =
        Cluster.in(data)
            .nodes(number("NODES", 3))
            .port(port)
            .nodeCommand(parts.nodeCommand().apply(repository))
            .drainGrace(DRAIN_GRACE)
            .output(Output.to(out))
            .supervised();
    if (Ports.taken(port)) {
      throw new StartException(
          "port %d is taken by another program; choose another: PORT=%d make cluster"
              .formatted(port, Ports.freeOr(port < 60_000 ? port + 1_000 : 8080)));
    }
    if (nginxIsThere()) {
      builder.withNginx();
    }
    return builder.build();
  }

  /// A cluster without nginx still works: each node serves the page itself.
  private boolean nginxIsThere() {
    try {
      var _ = parts.nginx().apply(repository, Output.to(out));
      return true;
    } catch (StartException e) {
      say("no nginx in front: " + e.sentence());
      return false;
    }
  }

  private int number(String name, int otherwise) {
    var text = environment.getOrDefault(name, "");
    try {
      return text.isBlank() ? otherwise : Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new StartException("%s is '%s', which is not a number".formatted(name, text), e);
    }
  }

  private void announce(Cluster cluster, Duration taken) {
    var urls = cluster.nodes().stream().map(NodeProcess::url).collect(Collectors.joining(" "));
    say("nodes: " + urls);
    say("data: %s, started in %.1f s".formatted(cluster.directory(), taken.toMillis() / 1e3));
    out.println("ready: " + (cluster.nginx().isPresent() ? cluster.url() : urls));
  }

  private void stop(Cluster cluster) {
    say("stopping");
    cluster.close();
    say("stopped");
  }

  private void say(String text) {
    Output.to(out).line("cluster", text);
  }
}
