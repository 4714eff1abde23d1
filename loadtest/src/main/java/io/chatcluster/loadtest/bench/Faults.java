package io.chatcluster.loadtest.bench;

import java.util.List;

/// What the sockets' chains say about one run: all must be zero.
///
/// @param lost acked messages that a socket in their room did not get
/// @param closed sockets that are no longer connected
public record Faults(long lost, long duplicates, long disorders, long holes, long closed) {
  static final Faults NONE = new Faults(0, 0, 0, 0, 0);

  /// Looks at sockets on their own loop.
  ///
  /// @param tally of all lanes: publishers may sit on another one
  static Faults of(List<LoadSocket> sockets, Tally tally) {
    var sum = NONE;
    for (var socket : sockets) {
      var chain = socket.chain();
      long lost = Math.max(chain.missing(), tally.ackedIn(socket.room()) - socket.received());
      sum =
          sum.plus(
              new Faults(
                  Math.max(0, lost),
                  chain.duplicates(),
                  chain.disorders(),
                  chain.holes(),
                  socket.closed() ? 1 : 0));
    }
    return sum;
  }

  Faults plus(Faults other) {
    return new Faults(
        lost + other.lost,
        duplicates + other.duplicates,
        disorders + other.disorders,
        holes + other.holes,
        closed + other.closed);
  }

  boolean none() {
    return equals(NONE);
  }
}
