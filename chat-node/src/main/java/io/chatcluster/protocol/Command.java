package io.chatcluster.protocol;

import org.jspecify.annotations.Nullable;

/// What a client asks for; the table is in `docs/protocol.md`.
public sealed interface Command {

  /// The client's own mark, echoed by the answer.
  @Nullable String ref();

  /// Presents a token.
  record Connect(@Nullable String ref, String token) implements Command {}

  /// Enters a room, going on after `at` where it is given.
  record Join(@Nullable String ref, RoomId room, @Nullable Position at) implements Command {}

  /// Leaves a room.
  record Leave(@Nullable String ref, RoomId room) implements Command {}

  /// Sends a message; without an id a resend is a new message.
  ///
  /// @param data what the application says beside it
  record Chat(
      @Nullable String ref,
      RoomId room,
      @Nullable MessageId id,
      String message,
      @Nullable Data data)
      implements Command {

    /// What it takes of limits on bytes.
    public int bytes() {
      return Text.utf8Length(message) + (data == null ? 0 : data.bytes());
    }
  }

  /// Asks for a page of the past, below `before` or up to the head.
  record History(@Nullable String ref, RoomId room, int limit, @Nullable Position before)
      implements Command {}

  /// Asks for a sign of life.
  record Ping(@Nullable String ref) implements Command {}
}
