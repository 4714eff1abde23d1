package io.chatcluster.loadtest.command;

import io.chatcluster.loadtest.command.TargetOptions.Entrance;
import io.chatcluster.loadtest.crowd.CrowdMoment;
import io.chatcluster.loadtest.crowd.CrowdPlan;
import io.chatcluster.loadtest.crowd.CrowdRun;
import io.chatcluster.loadtest.report.Numbers;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `idle` on the command line.
@Command(
    name = "idle",
    mixinStandardHelpOptions = true,
    exitCodeOnExecutionException = Exit.DEFECT,
    sortOptions = false,
    description = {
      "Holds many connections that say nothing, pings now and then, and counts what breaks.",
      "Who loses its connection comes back as the protocol says."
    },
    footer = Exit.FOOTER)
public final class IdleCommand implements Callable<Integer> {
  private static final String USUAL_SLO = "p99=500ms";

  @Spec private @Nullable CommandSpec spec;

  @Mixin private final TargetOptions targetOptions = new TargetOptions();
  @Mixin private final CrowdOptions crowdOptions = new CrowdOptions();

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = Times.class,
      description = "how long they stay once all have come (1m)")
  private Duration duration = Duration.ofMinutes(1);

  @Option(
      names = "--ping-every",
      paramLabel = "TIME",
      converter = Times.class,
      description = "time between two pings of a socket (10s)")
  private Duration pingEvery = Duration.ofSeconds(10);

  @Mixin private final ReportOptions reportOptions = new ReportOptions();

  /// Made by picocli's caller; the options are filled in from the command line.
  public IdleCommand() {}

  /// Runs it; the exit code is the verdict.
  @Override
  public Integer call() throws IOException, InterruptedException {
    var commandSpec = Exit.given(spec);
    crowdOptions.check();
    Checks.seconds("--duration", duration);
    Checks.positive("--ping-every", pingEvery.toMillis());
    reportOptions.check();
    var slos = reportOptions.slos(USUAL_SLO);
    var name = RunName.create();
    var entrance = targetOptions.open(crowdOptions.sockets(), name);
    var plan = crowdOptions.plan(entrance, name, targetOptions.threads(), pingEvery, true);
    var settings = new LinkedHashMap<String, String>();
    crowdOptions.describe(settings);
    settings.put("stay", Times.text(duration));
    settings.put("ping every", Times.text(pingEvery));
    settings.put("latency wanted", Exit.text(slos));
    targetOptions.describe(settings, entrance);
    var out = commandSpec.commandLine().getOut();
    out.printf(
        "idle at %s: %,d sockets for %s%n", plan.url(), plan.sockets(), Times.text(duration));
    var facts =
        new CrowdReport.Facts(
            "idle",
            plan,
            Exit.command(commandSpec),
            Instant.now(),
            settings,
            crowdOptions.maxFailures(),
            slos);
    try (var interruption = new Interruption()) {
      var result = measured(plan, entrance, out, interruption);
      return reportOptions.deliver(CrowdReport.ofIdle(facts, result), out);
    }
  }

  private CrowdRun.Result measured(
      CrowdPlan plan, Entrance entrance, PrintWriter out, Interruption interruption)
      throws InterruptedException {
    try (var progress = reportOptions.progress(out)) {
      var run =
          new CrowdRun(plan, duration, moment -> progress.show(told(moment)), interruption::goesOn);
      return run.run(entrance.dialer());
    }
  }

  private String told(CrowdMoment moment) {
    var micros = moment.roundTripMicros();
    return "%3.0f s  %,d of %,d in%s%s%s"
        .formatted(
            moment.at(),
            moment.inside(),
            crowdOptions.sockets(),
            micros.getTotalCount() == 0
                ? ""
                : ", ping p50 %s ms, p99 %s ms"
                    .formatted(
                        Numbers.measure(micros.getValueAtPercentile(50) / 1e3),
                        Numbers.measure(micros.getValueAtPercentile(99) / 1e3)),
            moment.dropped() > 0 ? ", lost %s/s".formatted(Numbers.measure(moment.dropped())) : "",
            moment.failed() > 0 ? ", failed %s/s".formatted(Numbers.measure(moment.failed())) : "");
  }
}
