package io.chatcluster.node;

/// Settings of a node, all loops alike.
///
/// @param pageBytes of a page at the most, counted as [io.chatcluster.broker.Bound] does
/// @param checkMillis time between position checks
/// @param flushMillis least time between two fan-outs of a loop
/// @param mostFlushMillis how long a busy loop may gather messages for one fan-out
public record NodeSettings(
    PublishSettings publish,
    FeedSettings feed,
    int pageBytes,
    long checkMillis,
    long flushMillis,
    long mostFlushMillis) {}
