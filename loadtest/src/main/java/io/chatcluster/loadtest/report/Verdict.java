package io.chatcluster.loadtest.report;

import java.util.List;
import java.util.stream.Collectors;

/// Whether a run was what was wanted: it passes if each check does.
public record Verdict(boolean passed, List<Check> checks) {
  public Verdict {
    checks = List.copyOf(checks);
  }

  /// The verdict of these checks.
  public static Verdict of(List<Check> checks) {
    return new Verdict(checks.stream().allMatch(Check::passed), checks);
  }

  /// One line: `PASS`, or `FAIL` and what was not as wanted.
  public String line() {
    if (passed) {
      return "PASS: "
          + checks.stream()
              .map(check -> check.what() + " " + check.found())
              .collect(Collectors.joining(", "));
    }
    return "FAIL: "
        + checks.stream()
            .filter(check -> !check.passed())
            .map(
                check ->
                    "%s %s (wanted: %s)".formatted(check.what(), check.found(), check.wanted()))
            .collect(Collectors.joining(", "));
  }
}
