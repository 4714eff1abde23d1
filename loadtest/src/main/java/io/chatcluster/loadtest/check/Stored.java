package io.chatcluster.loadtest.check;

import io.chatcluster.loadtest.client.Position;

/// A message as the archive or a room log has it after the run.
public record Stored(String room, Position at, Position prev, String id) {}
