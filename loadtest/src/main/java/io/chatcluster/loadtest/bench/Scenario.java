package io.chatcluster.loadtest.bench;

/// Who sits where: rooms, sockets in each, and how many of these publish in turn.
///
/// @param name as the command line names it
/// @param publishers sockets of each room that publish; they receive like all others
/// @param textBytes how long a message is
public record Scenario(String name, int rooms, int sockets, int publishers, int textBytes) {
  /// All sockets.
  public int total() {
    return rooms * sockets;
  }

  /// In which room that message is published.
  int roomOf(long sequence) {
    return (int) (sequence % rooms);
  }

  /// Which socket of its room publishes that message.
  int publisherOf(long sequence) {
    return (int) (sequence / rooms % Math.min(publishers, sockets));
  }

  /// Which socket of its room tells that signal: all do, in turn.
  int tellerOf(long sequence) {
    return (int) (sequence / rooms % sockets);
  }

  /// For people.
  public String title() {
    return rooms == 1
        ? "one hot room × %,d sockets".formatted(sockets)
        : "%,d rooms × %,d sockets".formatted(rooms, sockets);
  }
}
