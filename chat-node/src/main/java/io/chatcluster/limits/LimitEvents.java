package io.chatcluster.limits;

/// What limits count. Any thread.
public interface LimitEvents {

  /// Counts nothing.
  LimitEvents NONE = new LimitEvents() {};

  /// Something was refused because of this limit.
  default void refused(Limit limit) {}

  /// So many buckets were settled with the other nodes, or could not be.
  default void settled(int buckets, boolean done) {}
}
