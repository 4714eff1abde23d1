package io.chatcluster.node;

/// Settings of a node, all loops alike.
///
/// @param checkMillis time between position checks
/// @param flushMillis least time between two fan-outs of a loop
/// @param mostFlushMillis how long a busy loop may gather messages for one fan-out
public record NodeSettings(
    PublishSettings publish,
    FeedSettings feed,
    long checkMillis,
    long flushMillis,
    long mostFlushMillis) {}
