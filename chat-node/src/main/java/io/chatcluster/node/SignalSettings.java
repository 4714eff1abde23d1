package io.chatcluster.node;

import java.time.Duration;

/// How much of what is fleeting a node takes and passes on.
///
/// @param interval between two signals of a session to a room about a topic
/// @param waiting most signals of an event loop that wait for that, and most that wait for Redis
/// @param atOnce most signals that a room's members are told at once
public record SignalSettings(Duration interval, int waiting, int atOnce) {}
