package io.chatcluster.node;

import java.time.Duration;

/// Settings of a node, all loops alike.
///
/// @param pageBytes of a page at the most, counted as [io.chatcluster.broker.Bound] does
/// @param check time between position checks
public record NodeSettings(
    PublishSettings publish,
    FeedSettings feed,
    SignalSettings signals,
    int pageBytes,
    Duration check,
    FanOut fanOut) {

  /// How often a loop fans out.
  ///
  /// @param least time between the starts of two fan-outs
  /// @param most time that a busy loop may gather messages for one
  public record FanOut(Duration least, Duration most) {}
}
