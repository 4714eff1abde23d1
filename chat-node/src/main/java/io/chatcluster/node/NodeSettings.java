package io.chatcluster.node;

/// Settings of a node, all loops alike.
///
/// @param checkMillis time between position checks
/// @param flushMillis least time between two flushes of a loop
public record NodeSettings(
    PublishSettings publish, FeedSettings feed, long checkMillis, long flushMillis) {}
