package io.chatcluster.peers;

/// How many bytes of bodies one event loop may hold. Owned by that loop.
final class ByteBudget {

  private final long most;
  private long taken;

  ByteBudget(long most) {
    this.most = most;
  }

  /// Takes some, if there are as many left.
  boolean take(int bytes) {
    boolean fits = taken + bytes <= most;
    if (fits) {
      taken += bytes;
    }
    return fits;
  }

  void give(int bytes) {
    taken -= bytes;
  }
}
