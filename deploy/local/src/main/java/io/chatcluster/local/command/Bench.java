package io.chatcluster.local.command;

import io.chatcluster.local.cluster.Cluster;
import io.chatcluster.local.machine.Repository;
import io.chatcluster.local.machine.StartException;
import io.chatcluster.local.machine.Trees;
import io.chatcluster.local.node.NodeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/// `make bench`: two nodes, Redis and PostgreSQL, and the load generator in a process of its own
/// against them.
///
/// The generator gets the process ids, to account for the CPU time of each. Arguments are passed on
/// to it. The data is fresh, in `deploy/local/target/bench`, where the logs of all programs stay
/// afterwards.
public final class Bench {
  private static final int FAILED = 1;

  /// The first argument that asks, instead of `bench`, for everybody to come back at once after
  /// Redis has lost everything.
  private static final String STORM = "storm";

  private Bench() {}

  /// Ends with the exit code of the generator, or 1 and one sentence on stderr where it cannot
  /// start.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try {
      System.exit(run(Repository.find(), List.of(arguments)));
    } catch (StartException e) {
      System.err.println(e.sentence());
      System.exit(FAILED);
    }
  }

  private static int run(Repository repository, List<String> arguments)
      throws IOException, InterruptedException {
    var directory = repository.root().resolve("deploy/local/target/bench");
    Trees.delete(directory);
    // A few publishers stand for many people, so what one of them may send is not limited.
    var limits =
        Cluster.in(directory)
            .withoutRates()
            .environment("CHAT_MAX_IN_FLIGHT", "10000")
            // Two nodes, Redis, PostgreSQL and the generator share the processors.
            .environment("CHAT_EVENT_LOOPS", "1");
    try (var cluster = limits.build()) {
      Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "stop"));
      cluster.start();
      var command = command(repository, cluster, arguments);
      System.out.println(String.join(" ", command));
      var generator = new ProcessBuilder(command).inheritIO().start();
      Runtime.getRuntime().addShutdownHook(new Thread(generator::destroy, "stop-generator"));
      return generator.waitFor();
    }
  }

  private static List<String> command(
      Repository repository, Cluster cluster, List<String> arguments) {
    var jar = repository.loadTestJar();
    if (!Files.exists(jar)) {
      throw new StartException(jar + " is missing: build it with `mvn package`");
    }
    var command = new ArrayList<String>();
    command.add(NodeSettings.java().toString());
    // Netty loads native code and uses sun.misc.Unsafe; JDK 25 wants to be told of both.
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    // It makes next to no garbage, so a collector with threads of its own would only take CPU.
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx512m"));
    command.addAll(List.of("-jar", jar.toString()));
    if (!arguments.isEmpty() && arguments.getFirst().equals(STORM)) {
      command.addAll(arguments);
      command.addAll(storm(cluster));
      return command;
    }
    command.add("bench");
    for (var node : cluster.nodes()) {
      command.addAll(List.of("--node", "ws://" + node.address() + "/ws"));
    }
    command.addAll(List.of("--secret-file", cluster.secret().path().toString()));
    for (var node : cluster.nodes()) {
      command.addAll(List.of("--node-pid", String.valueOf(node.pid())));
    }
    command.addAll(List.of("--redis-pid", String.valueOf(cluster.redis().pid())));
    command.addAll(List.of("--postgres-pid", String.valueOf(cluster.postgres().pid())));
    command.addAll(arguments);
    return command;
  }

  private static List<String> storm(Cluster cluster) {
    var options = new ArrayList<String>();
    for (var node : cluster.nodes()) {
      var url = "ws://" + node.address() + "/ws";
      options.addAll(options.isEmpty() ? List.of(url) : List.of("--also", url));
    }
    options.addAll(List.of("--secret-file", cluster.secret().path().toString()));
    int number = 0;
    for (var node : cluster.nodes()) {
      options.addAll(List.of("--pid", "node " + ++number + "=" + node.pid()));
    }
    options.addAll(List.of("--pid", "Redis=" + cluster.redis().pid()));
    options.addAll(List.of("--pid", "PostgreSQL=" + cluster.postgres().pid()));
    options.addAll(
        List.of(
            "--then",
            "exec 3<>/dev/tcp/127.0.0.1/%d; echo FLUSHALL >&3; head -1 <&3"
                .formatted(cluster.redis().port())));
    return options;
  }
}
