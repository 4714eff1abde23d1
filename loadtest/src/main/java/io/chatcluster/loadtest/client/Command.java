package io.chatcluster.loadtest.client;

import org.jspecify.annotations.Nullable;

/// What the client says to a node.
public sealed interface Command {

  String ref();

  record Connect(String ref, String token) implements Command {}

  /// @param at the last position that the client has applied; null to start at the head
  record Join(String ref, String room, @Nullable Position at) implements Command {}

  record Leave(String ref, String room) implements Command {}

  record Chat(String ref, String room, String id, String message) implements Command {}

  /// Something fleeting; without a ref, as nobody waits for an answer.
  ///
  /// @param mark tells it from all others, in its data
  record Signal(String room, String topic, String mark) implements Command {

    @Override
    public String ref() {
      return "";
    }
  }

  record Ping(String ref) implements Command {}
}
