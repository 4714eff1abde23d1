package io.chatcluster.loadtest.command;

import io.chatcluster.loadtest.bench.BenchException;
import io.chatcluster.loadtest.bench.Fanout;
import io.chatcluster.loadtest.bench.Load;
import io.chatcluster.loadtest.bench.Moment;
import io.chatcluster.loadtest.bench.Scenario;
import io.chatcluster.loadtest.bench.Seat;
import io.chatcluster.loadtest.command.TargetOptions.Entrance;
import io.chatcluster.loadtest.report.LoadReport;
import io.chatcluster.loadtest.report.Numbers;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fanout` on the command line.
@Command(
    name = "fanout",
    mixinStandardHelpOptions = true,
    exitCodeOnExecutionException = Exit.DEFECT,
    sortOptions = false,
    description = {
      "Publishes to rooms full of sockets, and checks that everybody gets everything.",
      "Messages go out when they are due, however slow the answers are; latencies count from then."
    },
    footer = Exit.FOOTER)
public final class FanoutCommand implements Callable<Integer> {
  private static final String USUAL_SLO = "p99=250ms";
  private static final int SHORTEST_TEXT = 20;
  private static final int LONGEST_TEXT = 16_384;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private final TargetOptions targetOptions = new TargetOptions();

  @Option(names = "--rooms", paramLabel = "N", description = "rooms (${DEFAULT-VALUE})")
  private int rooms = 10;

  @Option(
      names = "--sockets-per-room",
      paramLabel = "N",
      description = "sockets that listen in each room (${DEFAULT-VALUE})")
  private int sockets = 20;

  @Option(
      names = "--publishers-per-room",
      paramLabel = "N",
      description = "how many of them also publish, in turn (all)")
  private int publishers;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "messages a second, all rooms together (${DEFAULT-VALUE})")
  private int rate = 50;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      description = "text of a message, 20 to 16384 bytes (${DEFAULT-VALUE})")
  private int size = 64;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = Times.class,
      description = "length of the measured part (10s)")
  private Duration duration = Duration.ofSeconds(10);

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      converter = Times.class,
      description = "published before it; checked, but its latencies do not count (2s)")
  private Duration warmUp = Duration.ofSeconds(2);

  @Option(
      names = "--drain",
      paramLabel = "TIME",
      converter = Times.class,
      description = "how long it waits at the end for what is on its way (15s)")
  private Duration drain = Duration.ofSeconds(15);

  @Mixin private final ReportOptions reportOptions = new ReportOptions();

  /// Made by picocli's caller; the options are filled in from the command line.
  public FanoutCommand() {}

  /// Runs it; the exit code is the verdict.
  @Override
  public Integer call() throws IOException, InterruptedException {
    var commandSpec = Exit.given(spec);
    check();
    var slos = reportOptions.slos(USUAL_SLO);
    var scenario =
        new Scenario("fanout", rooms, sockets, publishers > 0 ? publishers : sockets, size);
    var name = RunName.create();
    var entrance = targetOptions.open((long) rooms * sockets, name);
    var out = commandSpec.commandLine().getOut();
    out.printf("fanout to %s: %s, %,d msg/s%n", entrance.target().socket(), scenario.title(), rate);
    var facts =
        new FanoutReport.Facts(
            entrance.target().socket().toString(),
            Exit.command(commandSpec),
            Instant.now(),
            settings(entrance, slos),
            scenario,
            rate,
            targetOptions.threads(),
            slos);
    try (var interruption = new Interruption()) {
      var report = measured(facts, seats(entrance, scenario, name), entrance, out, interruption);
      return reportOptions.deliver(report, out);
    }
  }

  private LoadReport measured(
      FanoutReport.Facts facts,
      List<Seat> seats,
      Entrance entrance,
      PrintWriter out,
      Interruption interruption)
      throws InterruptedException {
    var load =
        new Load(
            rate,
            (int) warmUp.toSeconds(),
            Checks.seconds("--duration", duration),
            Integer.MAX_VALUE);
    var fanout =
        new Fanout(facts.scenario(), load, targetOptions.threads(), (int) drain.toSeconds());
    try (var progress = reportOptions.progress(out)) {
      var shown = new Shown(progress, load, interruption);
      var result = fanout.run(seats, entrance.dialer(), shown);
      return FanoutReport.of(facts, result);
    } catch (BenchException e) {
      return FanoutReport.notBegun(facts, String.valueOf(e.getMessage()));
    }
  }

  private void check() {
    Checks.positive("--rooms", rooms);
    Checks.positive("--sockets-per-room", sockets);
    Checks.positive("--rate", rate);
    Checks.between("--publishers-per-room", publishers, 0, sockets);
    Checks.between("--size", size, SHORTEST_TEXT, LONGEST_TEXT);
    Checks.seconds("--duration", duration);
    if (!warmUp.isZero()) {
      Checks.seconds("--warm-up", warmUp);
    }
    Checks.seconds("--drain", drain);
    reportOptions.check();
  }

  private static List<Seat> seats(Entrance entrance, Scenario scenario, String name) {
    var seats = new ArrayList<Seat>(scenario.total());
    for (int room = 0; room < scenario.rooms(); room++) {
      for (int i = 0; i < scenario.sockets(); i++) {
        var token = entrance.credentials().token(seats.size());
        var user = name + "-" + seats.size();
        seats.add(new Seat(user, token, entrance.target().socket(), room, name + "-" + room));
      }
    }
    return seats;
  }

  private Map<String, String> settings(Entrance entrance, List<Slo> slos) {
    var settings = new LinkedHashMap<String, String>();
    settings.put("rooms", Numbers.count(rooms));
    settings.put("sockets per room", Numbers.count(sockets));
    settings.put("of these publish", publishers > 0 ? Numbers.count(publishers) : "all");
    settings.put("messages a second", Numbers.count(rate));
    settings.put("bytes of a message", Numbers.count(size));
    settings.put("duration", Times.text(duration));
    settings.put("warm-up", warmUp.isZero() ? "none" : Times.text(warmUp));
    settings.put("latency wanted", Exit.text(slos));
    targetOptions.describe(settings, entrance);
    return settings;
  }

  /// Tells a person.
  private record Shown(ProgressLine progress, Load load, Interruption interruption)
      implements Fanout.Watcher {
    @Override
    public boolean goesOn() {
      return interruption.goesOn();
    }

    @Override
    public void joined(int sockets, int of) {
      progress.show("%,d of %,d sockets have joined".formatted(sockets, of));
    }

    @Override
    public void passed(Moment moment) {
      var micros = moment.deliveryMicros();
      progress.show(
          "%3.0f s  sent %s/s, acked %s/s, delivered %s/s%s%s"
              .formatted(
                  moment.at(),
                  Numbers.measure(Math.rint(moment.sent())),
                  Numbers.measure(Math.rint(moment.acked())),
                  Numbers.measure(Math.rint(moment.deliveries())),
                  micros.getTotalCount() == 0
                      ? moment.at() <= load.warmUpSeconds() ? "  (warm-up)" : ""
                      : ", p50 %s ms, p99 %s ms"
                          .formatted(
                              Numbers.measure(micros.getValueAtPercentile(50) / 1e3),
                              Numbers.measure(micros.getValueAtPercentile(99) / 1e3)),
                  moment.refused() > 0 ? ", refused " + Numbers.measure(moment.refused()) : ""));
    }
  }
}
