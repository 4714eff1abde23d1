package io.chatcluster.node;

import java.time.Duration;

/// How a node listens.
///
/// @param origin id of this node
/// @param linger how long a room without members stays subscribed
/// @param grace how long a wake-up may take before the position check calls it lost
public record FeedSettings(String origin, Duration linger, Duration grace) {}
