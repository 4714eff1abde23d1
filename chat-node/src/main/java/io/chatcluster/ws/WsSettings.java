package io.chatcluster.ws;

/// Limits of sockets.
///
/// @param maxFrameBytes longest frame from a client
/// @param outboxBytes unsent bytes of one socket above which it lags
/// @param pingIntervalMillis time between pings
/// @param pingTimeoutMillis how long a sign of life may take after a ping
/// @param maxConnections sockets of this node
public record WsSettings(
    int maxFrameBytes,
    int outboxBytes,
    long pingIntervalMillis,
    long pingTimeoutMillis,
    int maxConnections) {}
