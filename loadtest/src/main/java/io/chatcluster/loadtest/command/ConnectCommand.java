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
import picocli.CommandLine.Spec;

/// `connect` on the command line.
@Command(
    name = "connect",
    mixinStandardHelpOptions = true,
    exitCodeOnExecutionException = Exit.DEFECT,
    sortOptions = false,
    description = {
      "A storm of connections: everybody comes, joins a room, and is gone at the end.",
      "They come when they are due, however slow the cluster lets in those before them."
    },
    footer = Exit.FOOTER)
public final class ConnectCommand implements Callable<Integer> {
  private static final String USUAL_SLO = "p99=2s";

  @Spec private @Nullable CommandSpec spec;

  @Mixin private final TargetOptions targetOptions = new TargetOptions();
  @Mixin private final CrowdOptions crowdOptions = new CrowdOptions();
  @Mixin private final ReportOptions reportOptions = new ReportOptions();

  /// Made by picocli's caller; the options are filled in from the command line.
  public ConnectCommand() {}

  /// Runs it; the exit code is the verdict.
  @Override
  public Integer call() throws IOException, InterruptedException {
    var commandSpec = Exit.given(spec);
    crowdOptions.check();
    reportOptions.check();
    var slos = reportOptions.slos(USUAL_SLO);
    var name = RunName.create();
    var entrance = targetOptions.open(crowdOptions.sockets(), name);
    var plan = crowdOptions.plan(entrance, name, targetOptions.threads(), Duration.ZERO, false);
    var settings = new LinkedHashMap<String, String>();
    crowdOptions.describe(settings);
    settings.put("latency wanted", Exit.text(slos));
    targetOptions.describe(settings, entrance);
    var out = commandSpec.commandLine().getOut();
    out.printf(
        "connect to %s: %,d sockets, %,d a second%n", plan.url(), plan.sockets(), plan.rate());
    var facts =
        new CrowdReport.Facts(
            "connect",
            plan,
            Exit.command(commandSpec),
            Instant.now(),
            settings,
            crowdOptions.maxFailures(),
            slos);
    try (var interruption = new Interruption()) {
      var result = measured(plan, entrance, out, interruption);
      return reportOptions.deliver(CrowdReport.ofConnect(facts, result), out);
    }
  }

  private CrowdRun.Result measured(
      CrowdPlan plan, Entrance entrance, PrintWriter out, Interruption interruption)
      throws InterruptedException {
    try (var progress = reportOptions.progress(out)) {
      var run =
          new CrowdRun(
              plan, Duration.ZERO, moment -> progress.show(told(moment)), interruption::goesOn);
      return run.run(entrance.dialer());
    }
  }

  private String told(CrowdMoment moment) {
    var micros = moment.arrivedMicros();
    return "%3.0f s  %,d of %,d in, %,d on the way, %s/s%s%s"
        .formatted(
            moment.at(),
            moment.inside(),
            crowdOptions.sockets(),
            moment.waiting(),
            Numbers.measure(Math.rint(moment.arrived())),
            micros.getTotalCount() == 0
                ? ""
                : ", p99 %s ms".formatted(Numbers.measure(micros.getValueAtPercentile(99) / 1e3)),
            moment.failed() > 0 ? ", failed %s/s".formatted(Numbers.measure(moment.failed())) : "");
  }
}
