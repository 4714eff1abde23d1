package io.chatcluster.local.process;

import java.time.Duration;

/// How long to wait before a program that has died is started again: 1, 2, 4, 8, then 10 seconds.
///
/// A program that lived for half a minute begins at one second again. Pure; owned by one thread.
final class Backoff {
  static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofSeconds(10);
  static final Duration STABLE_AFTER = Duration.ofSeconds(30);

  private Duration next = FIRST;

  /// The wait after a death, given how long the program had lived.
  Duration afterLifeOf(Duration life) {
    if (life.compareTo(STABLE_AFTER) >= 0) {
      next = FIRST;
    }
    var wait = next;
    var doubled = next.multipliedBy(2);
    next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    return wait;
  }
}
