package io.chatcluster.broker;

/// Who waits for a read, where reads have to wait for each other.
public enum Priority {
  /// The node itself, for everybody in a room: feeds that catch up.
  NODE,
  /// One client.
  CLIENT
}
