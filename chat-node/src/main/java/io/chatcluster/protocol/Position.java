package io.chatcluster.protocol;

/// A place in a room's order: an epoch and an offset within it, written `epoch-offset`.
///
/// Positions of one room are totally ordered, by epoch and then by offset. An epoch begins whenever
/// the room log may have lost something, so an offset without its epoch means nothing. The text
/// form is also the id of the entry in the room log (a Redis stream id).
public record Position(long epoch, long offset) implements Comparable<Position> {

  /// Before the first message of every room.
  public static final Position NONE = new Position(0, 0);

  private static final int MAX_DIGITS = 19;

  public Position {
    if (epoch < 0 || offset < 0) {
      throw new IllegalArgumentException("negative position " + epoch + "-" + offset);
    }
  }

  /// Reads the canonical text form.
  ///
  /// @throws IllegalArgumentException if the text is anything else
  public static Position parse(String text) {
    int dash = text.indexOf('-');
    if (dash < 0) {
      throw new IllegalArgumentException("not a position: no dash");
    }
    return new Position(number(text, 0, dash), number(text, dash + 1, text.length()));
  }

  private static long number(String text, int from, int to) {
    int digits = to - from;
    if (digits < 1 || digits > MAX_DIGITS || (digits > 1 && text.charAt(from) == '0')) {
      throw new IllegalArgumentException("not a position: bad number");
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new IllegalArgumentException("not a position: bad digit");
      }
      value = value * 10 + digit;
    }
    if (value < 0) {
      throw new IllegalArgumentException("not a position: over 2^63-1");
    }
    return value;
  }

  /// Whether this place comes after the other one.
  public boolean isAfter(Position other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(Position other) {
    int byEpoch = Long.compare(epoch, other.epoch);
    return byEpoch != 0 ? byEpoch : Long.compare(offset, other.offset);
  }

  @Override
  public String toString() {
    return epoch + "-" + offset;
  }
}
