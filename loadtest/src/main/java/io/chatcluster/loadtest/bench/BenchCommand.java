package io.chatcluster.loadtest.bench;

import io.chatcluster.loadtest.client.Tokens;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `bench` on the command line.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Publishes open-loop and prints deliveries per second of CPU and the highest rate held.",
      "Without options of its own: both scenarios, both figures, in about three minutes."
    })
public final class BenchCommand implements Callable<Integer> {
  private static final int VIOLATED = 2;

  @Option(names = "--node", required = true, description = "WebSocket URL of a node; repeatable")
  private List<URI> nodes = List.of();

  @Option(names = "--secret-file", required = true, description = "signs the tokens")
  private Path secretFile = Path.of("secret");

  @Option(names = "--node-pid", description = "process id of a node; repeatable")
  private List<Long> nodePids = List.of();

  @Option(names = "--redis-pid", description = "process id of Redis")
  private long redisPid;

  @Option(names = "--postgres-pid", description = "process id of PostgreSQL's first process")
  private long postgresPid;

  @Option(names = "--scenario", description = "hot, rooms; repeatable (both)")
  private List<String> scenarios = List.of("hot", "rooms");

  @Option(names = "--figure", description = "rate, held, signals; repeatable (rate and held)")
  private List<String> figures = List.of("rate", "held");

  @Option(names = "--rooms", description = "rooms (hot: 1, rooms: 200)")
  private @Nullable Integer rooms;

  @Option(names = "--sockets", description = "sockets of a room (hot: 1000, rooms: 10)")
  private @Nullable Integer sockets;

  @Option(names = "--publishers", description = "sockets of a room that publish (hot: 8, rooms: 1)")
  private @Nullable Integer publishers;

  @Option(names = "--rate", description = "messages a second, all rooms (hot: 20, rooms: 500)")
  private @Nullable Integer rate;

  @Option(
      names = "--signals",
      description = "signals a second of the storm (hot: 200, rooms: 2000)")
  private @Nullable Integer signals;

  @Option(names = "--search-from", description = "first rate tried (hot: 400, rooms: 2000)")
  private @Nullable Integer searchFrom;

  @Option(names = "--search-steps", description = "most rates tried (${DEFAULT-VALUE})")
  private int searchSteps = 8;

  @Option(names = "--seconds", description = "length of a measured run (${DEFAULT-VALUE})")
  private int seconds = 10;

  @Option(names = "--warm-up", description = "seconds at --search-from first (${DEFAULT-VALUE})")
  private int warmUp = 30;

  @Option(names = "--p99-limit", description = "milliseconds (${DEFAULT-VALUE})")
  private int limit = 100;

  @Option(names = "--threads", description = "event loops of the generator (${DEFAULT-VALUE})")
  private int threads = 1;

  @Option(names = "--json", description = "also write the figures to this file")
  private @Nullable Path json;

  /// Made by picocli's caller; the options are filled in from the command line.
  public BenchCommand() {}

  /// Measures; 0 if nothing was lost, duplicated or disordered.
  @Override
  public Integer call() throws IOException, InterruptedException {
    var secret = Files.readString(secretFile).strip();
    var report = new Report(System.out);
    var target = new Experiment.Target(nodes, new Tokens(secret), watched());
    var experiment = new Experiment(target, threads, report);
    try {
      for (var scenario : scenarios) {
        experiment.carryOut(plan(scenario));
      }
    } catch (BenchException e) {
      System.err.println(e.getMessage());
      return 1;
    }
    if (json != null) {
      report.write(json);
    }
    return report.clean() ? 0 : VIOLATED;
  }

  private List<CpuTimes.Watched> watched() {
    var watched = new ArrayList<CpuTimes.Watched>();
    for (int i = 0; i < nodePids.size(); i++) {
      watched.add(new CpuTimes.Watched("node" + (i + 1), nodePids.get(i)));
    }
    if (redisPid > 0) {
      watched.add(new CpuTimes.Watched("redis", redisPid));
    }
    if (postgresPid > 0) {
      watched.add(new CpuTimes.Watched("postgres", postgresPid));
    }
    watched.add(new CpuTimes.Watched("generator", ProcessHandle.current().pid()));
    return watched;
  }

  private Plan plan(String name) {
    return switch (name) {
      case "hot" -> plan(new Scenario(name, 1, 1_000, 8, MessageText.USUAL_LENGTH), 20, 400);
      case "rooms" -> plan(new Scenario(name, 200, 10, 1, MessageText.USUAL_LENGTH), 500, 2_000);
      default -> throw new IllegalArgumentException("no scenario " + name + ": hot, rooms");
    };
  }

  private Plan plan(Scenario usual, int usualRate, int usualSearchFrom) {
    var scenario =
        new Scenario(
            usual.name(),
            given(rooms, usual.rooms()),
            given(sockets, usual.sockets()),
            given(publishers, usual.publishers()),
            usual.textBytes());
    return new Plan(
        scenario,
        given(rate, usualRate),
        given(searchFrom, usualSearchFrom),
        searchSteps,
        seconds,
        warmUp,
        limit,
        figures.contains("rate"),
        figures.contains("held"),
        figures.contains("signals") ? given(signals, usualSignals(usual)) : 0);
  }

  private static int usualSignals(Scenario usual) {
    return usual.rooms() == 1 ? 200 : 2_000;
  }

  private static int given(@Nullable Integer value, int usual) {
    return value == null ? usual : value;
  }
}
