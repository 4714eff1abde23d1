package io.chatcluster.loadtest.bench;

/// What is measured in one scenario.
///
/// @param rate the fixed rate, messages per second
/// @param searchFrom the rate at which the search for the highest one begins
/// @param searchSteps how many rates it tries at most
/// @param warmUpSeconds published at `searchFrom` before anything is measured
/// @param measureRate whether the figure at the fixed rate is wanted
/// @param measureHeld whether the highest rate is wanted
/// @param storm signals per second of the storm; 0 where nothing about signals is wanted
record Plan(
    Scenario scenario,
    int rate,
    int searchFrom,
    int searchSteps,
    int seconds,
    int warmUpSeconds,
    int limitMillis,
    boolean measureRate,
    boolean measureHeld,
    int storm) {

  /// The arguments that make just the figure at the fixed rate.
  String rateArguments() {
    return "--figure rate " + seats() + " --rate " + rate + lengths();
  }

  /// The arguments that make just the highest rate.
  String heldArguments() {
    return "--figure held %s --search-steps %d --p99-limit %d%s"
        .formatted(seats(), searchSteps, limitMillis, lengths());
  }

  /// The arguments that make just the figures about signals.
  String signalArguments() {
    return "--figure signals %s --rate %d --signals %d%s"
        .formatted(seats(), rate, storm, lengths());
  }

  private String seats() {
    return "--scenario %s --rooms %d --sockets %d --publishers %d --search-from %d"
        .formatted(
            scenario.name(),
            scenario.rooms(),
            scenario.sockets(),
            scenario.publishers(),
            searchFrom);
  }

  private String lengths() {
    return " --seconds %d --warm-up %d".formatted(seconds, warmUpSeconds);
  }
}
