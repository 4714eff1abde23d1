package io.chatcluster.limits;

/// How many a second, and how many at once after a rest.
///
/// @param perSecond 0 for no limit
public record Rate(long perSecond, long atOnce) {

  /// No limit.
  public static final Rate NONE = new Rate(0, 0);

  public Rate {
    if (perSecond < 0 || atOnce < 0 || (perSecond > 0 && atOnce == 0)) {
      throw new IllegalArgumentException("%d a second, %d at once".formatted(perSecond, atOnce));
    }
  }

  boolean limits() {
    return perSecond > 0;
  }
}
