package io.chatcluster.loadtest.report;

/// One thing that was wanted, and what there was.
public record Check(String what, String wanted, String found, boolean passed) {

  /// A count of things that should not happen.
  public static Check atMost(String what, long most, long found) {
    return new Check(
        what,
        most == 0 ? "none" : "at most " + Numbers.count(most),
        found == 0 ? "none" : Numbers.count(found),
        found <= most);
  }
}
