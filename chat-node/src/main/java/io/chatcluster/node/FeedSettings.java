package io.chatcluster.node;

/// How a node listens.
///
/// @param origin id of this node
/// @param lingerMillis how long a room without members stays subscribed
/// @param graceMillis how long a wake-up may take before the position check calls it lost
public record FeedSettings(String origin, long lingerMillis, long graceMillis) {}
