package io.chatcluster.loadtest.command;

import io.chatcluster.loadtest.bench.CpuTimes;
import io.chatcluster.loadtest.dial.CannotStartException;
import io.chatcluster.loadtest.dial.Target;
import io.chatcluster.loadtest.storm.Storm;
import io.chatcluster.loadtest.storm.StormPlan;
import io.chatcluster.loadtest.storm.StormTally;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `storm` on the command line.
@Command(
    name = "storm",
    mixinStandardHelpOptions = true,
    exitCodeOnExecutionException = Exit.DEFECT,
    sortOptions = false,
    description = {
      "Everybody in a room of their own, with a message in it; then a command takes Redis away,",
      "and when it has ended all want to be in again at once."
    },
    footer = Exit.FOOTER)
public final class StormCommand implements Callable<Integer> {
  private static final long GLANCE_MILLIS = 100;
  private static final long SECOND_MILLIS = 1_000;
  private static final double MICROS = 1e6;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private final TargetOptions targetOptions = new TargetOptions();

  @Option(
      names = "--also",
      paramLabel = "URL",
      description = "another node, or several: people go to each in turn")
  private List<String> also = List.of();

  @Option(names = "--people", paramLabel = "N", description = "people (${DEFAULT-VALUE})")
  private int people = 1_000;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "arrivals a second before the storm (${DEFAULT-VALUE})")
  private int rate = 500;

  @Option(
      names = "--then",
      paramLabel = "COMMAND",
      required = true,
      description = "what takes Redis away and brings it back, for `bash -c`")
  private String then = "";

  @Option(
      names = "--stay",
      description = "connections outlive it, and all join again; else all connect anew")
  private boolean stay;

  @Option(
      names = "--within",
      paramLabel = "TIME",
      converter = Times.class,
      description = "passes where all are in again so soon (15s)")
  private Duration within = Duration.ofSeconds(15);

  @Option(
      names = "--patience",
      paramLabel = "TIME",
      converter = Times.class,
      description = "how long it waits for the last one (2m)")
  private Duration patience = Duration.ofMinutes(2);

  @Option(
      names = "--pid",
      paramLabel = "NAME=PID",
      description =
          "whose CPU time during the storm is told, with its children's; as many as wanted")
  private Map<String, Long> pids = new LinkedHashMap<>();

  /// Made by picocli's caller; the options are filled in from the command line.
  public StormCommand() {}

  /// Runs it; the exit code is the verdict.
  @Override
  public Integer call() throws IOException, InterruptedException {
    var out = Exit.given(spec).commandLine().getOut();
    Checks.positive("--people", people);
    Checks.positive("--rate", rate);
    Checks.seconds("--within", within);
    Checks.seconds("--patience", patience);
    var name = RunName.create();
    var entrance = targetOptions.open(people, name);
    var urls = new ArrayList<URI>();
    urls.add(entrance.target().socket());
    also.forEach(url -> urls.add(Target.of(url).socket()));
    var plan =
        new StormPlan(
            urls, entrance.credentials(), people, rate, name, stay, targetOptions.threads());
    try (var storm = new Storm(plan, entrance.dialer())) {
      storm.gather();
      if (!wait(storm, out, patience.plusSeconds(people / rate))) {
        out.println("FAIL: not everybody came in before the storm");
        return 1;
      }
      storm.part();
      takeRedisAway(out);
      var before = CpuTimes.of(watched());
      long began = System.nanoTime();
      storm.begin();
      boolean all = wait(storm, out, patience);
      double seconds = (System.nanoTime() - began) / (double) TimeUnit.SECONDS.toNanos(1);
      return verdict(out, storm.tally(), all, seconds, CpuTimes.of(watched()).since(before));
    }
  }

  private List<CpuTimes.Watched> watched() {
    var watched = new ArrayList<CpuTimes.Watched>();
    pids.forEach((who, pid) -> watched.add(new CpuTimes.Watched(who, pid)));
    watched.add(new CpuTimes.Watched("this load test", ProcessHandle.current().pid()));
    return watched;
  }

  private void takeRedisAway(PrintWriter out) throws IOException, InterruptedException {
    out.println("all in; now: " + then);
    out.flush();
    int code = new ProcessBuilder("bash", "-c", then).inheritIO().start().waitFor();
    if (code != 0) {
      throw new CannotStartException("--then has ended with exit code " + code);
    }
  }

  /// Whether all were in before that time was over.
  private boolean wait(Storm storm, PrintWriter out, Duration most) throws InterruptedException {
    long began = System.nanoTime();
    long told = 0;
    while (true) {
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      var tally = storm.tally();
      long in = tally.inMicros().getTotalCount();
      if (in == people) {
        return true;
      }
      if (millis > most.toMillis()) {
        return false;
      }
      if (millis / SECOND_MILLIS > told) {
        told = millis / SECOND_MILLIS;
        out.printf("%3d s  %,d of %,d in; refused %s%n", told, in, people, tally.refusals());
        out.flush();
      }
      TimeUnit.MILLISECONDS.sleep(GLANCE_MILLIS);
    }
  }

  private int verdict(
      PrintWriter out, StormTally tally, boolean all, double seconds, CpuTimes used) {
    var in = tally.inMicros();
    out.printf(
        "%,d of %,d in again after %.1f s: p50 %.1f s, p99 %.1f s, last %.1f s%n",
        in.getTotalCount(),
        people,
        seconds,
        in.getValueAtPercentile(50) / MICROS,
        in.getValueAtPercentile(99) / MICROS,
        in.getMaxValue() / MICROS);
    out.printf("refused and asked again: %s%n", tally.refusals());
    out.printf("found without their message: %,d%n", tally.lostMessages());
    used.seconds().forEach((who, cpu) -> out.printf("CPU of %s: %.1f s%n", who, cpu));
    boolean passed =
        all && tally.lostMessages() == 0 && in.getMaxValue() / MICROS <= within.toSeconds();
    out.printf("%s: all in within %s%n", passed ? "PASS" : "FAIL", Times.text(within));
    out.flush();
    return passed ? 0 : 1;
  }
}
