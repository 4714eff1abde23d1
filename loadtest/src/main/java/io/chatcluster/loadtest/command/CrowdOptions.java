package io.chatcluster.loadtest.command;

import io.chatcluster.loadtest.command.TargetOptions.Entrance;
import io.chatcluster.loadtest.crowd.CrowdPlan;
import io.chatcluster.loadtest.report.Numbers;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Option;

/// How many come, and how fast: the options of `connect` and `idle`. Filled in by picocli.
final class CrowdOptions {
  private static final int SOCKETS_PER_ROOM = 100;

  @Option(names = "--sockets", paramLabel = "N", description = "sockets (${DEFAULT-VALUE})")
  private int sockets = 1_000;

  @Option(names = "--rate", paramLabel = "N", description = "arrivals a second (${DEFAULT-VALUE})")
  private int rate = 200;

  @Option(
      names = "--rooms",
      paramLabel = "N",
      description = "rooms that they join, one each; 0: none (one for each 100 sockets)")
  private int rooms = -1;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = Times.class,
      description = "how long one may take to come in (10s)")
  private Duration timeout = Duration.ofSeconds(10);

  @Option(
      names = "--max-failures",
      paramLabel = "N",
      description = "passes with so many failed attempts and lost connections (${DEFAULT-VALUE})")
  private long maxFailures;

  CrowdOptions() {}

  int sockets() {
    return sockets;
  }

  int rate() {
    return rate;
  }

  long maxFailures() {
    return maxFailures;
  }

  void check() {
    Checks.positive("--sockets", sockets);
    Checks.positive("--rate", rate);
    Checks.seconds("--timeout", timeout);
    Checks.notNegative("--max-failures", maxFailures);
  }

  CrowdPlan plan(
      Entrance entrance, String name, int threads, Duration pingEvery, boolean comeBack) {
    return new CrowdPlan(
        entrance.target().socket(),
        entrance.credentials(),
        sockets,
        rate,
        rooms(),
        name,
        timeout,
        pingEvery,
        comeBack,
        threads);
  }

  private int rooms() {
    return rooms < 0 ? Math.max(1, sockets / SOCKETS_PER_ROOM) : rooms;
  }

  void describe(Map<String, String> settings) {
    settings.put("sockets", Numbers.count(sockets));
    settings.put("arrivals a second", Numbers.count(rate));
    settings.put("rooms", rooms() == 0 ? "none" : Numbers.count(rooms()));
    settings.put("time to come in", "at most " + Times.text(timeout));
    settings.put("failures accepted", Numbers.count(maxFailures));
  }
}
