package io.chatcluster.loadtest.command;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// What the load tests have in common as picocli commands.
final class Exit {
  /// A defect of the load test itself.
  static final int DEFECT = 3;

  static final String FOOTER =
      "%nExit code: 0 passed, 1 failed, 2 nothing was run (command line, limits, no token).";

  private Exit() {}

  static CommandSpec given(@Nullable CommandSpec spec) {
    if (spec == null) {
      throw new IllegalStateException("picocli fills this in");
    }
    return spec;
  }

  /// The command line that was given.
  static String command(CommandSpec spec) {
    return CommandText.of(spec.root().commandLine().getParseResult().originalArgs());
  }

  static String text(List<Slo> slos) {
    return slos.stream().map(Slo::text).collect(Collectors.joining(", "));
  }
}
