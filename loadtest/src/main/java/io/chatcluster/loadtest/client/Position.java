package io.chatcluster.loadtest.client;

/// A place in a room's order, written `epoch-offset`; ordered by epoch, then offset.
public record Position(long epoch, long offset) implements Comparable<Position> {

  /// Before the first message of every room.
  public static final Position START = new Position(0, 0);

  /// Reads `epoch-offset`.
  ///
  /// @throws IllegalArgumentException if the text is anything else
  public static Position parse(String text) {
    int dash = text.indexOf('-');
    if (dash < 1) {
      throw new IllegalArgumentException("not a position: " + text);
    }
    return new Position(
        Long.parseUnsignedLong(text, 0, dash, 10),
        Long.parseUnsignedLong(text, dash + 1, text.length(), 10));
  }

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
