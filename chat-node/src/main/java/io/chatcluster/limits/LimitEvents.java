package io.chatcluster.limits;

/// What happens to limits, for those who count. Any thread.
public interface LimitEvents {

  /// Nobody counts.
  LimitEvents NONE = new LimitEvents() {};

  /// Something was refused because of this limit.
  default void refused(Limit limit) {}

  /// This many buckets were settled with the other nodes, or could not be.
  default void settled(int buckets, boolean done) {}
}
