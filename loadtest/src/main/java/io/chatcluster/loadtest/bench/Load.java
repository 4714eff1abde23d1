package io.chatcluster.loadtest.bench;

/// How much is published for how long.
///
/// @param rate messages per second over all rooms
/// @param warmUpSeconds published at that rate first, and not measured
/// @param limitMillis the p99 that counts as held
public record Load(int rate, int warmUpSeconds, int seconds, int limitMillis) {}
