package io.chatcluster.loadtest.check;

/// One line of the history of a run.
///
/// @param nanos by a clock that never goes back, one for all clients of the run
/// @param client the name of a client of this run
public record Entry(long nanos, long wallMillis, String client, Event event) {}
