package io.chatcluster.protocol;

import org.jspecify.annotations.Nullable;

/// What a client asks for; `docs/protocol.md` has the table.
public sealed interface Command {

  /// The client's own reference, echoed in the answer.
  @Nullable String ref();

  /// Presents a token.
  record Connect(@Nullable String ref, String token) implements Command {}

  /// Enters a room, going on after `at` where it is given.
  record Join(@Nullable String ref, RoomId room, @Nullable Position at) implements Command {}

  /// Leaves a room.
  record Leave(@Nullable String ref, RoomId room) implements Command {}

  /// Sends a message; without an id, sending it again makes a new message.
  ///
  /// @param data what the application attaches to the text
  record Chat(
      @Nullable String ref,
      RoomId room,
      @Nullable MessageId id,
      String message,
      @Nullable Data data)
      implements Command {

    /// How much it counts towards limits on bytes.
    public int bytes() {
      return Text.utf8Length(message) + (data == null ? 0 : data.bytes());
    }
  }

  /// Tells the others in a room something fleeting.
  ///
  /// @param data what the application says about the topic
  record Signal(@Nullable String ref, RoomId room, Topic topic, @Nullable Data data)
      implements Command {}

  /// Asks for a page of the past, below `before` or up to the head.
  record History(@Nullable String ref, RoomId room, int limit, @Nullable Position before)
      implements Command {}

  /// Asks whether the server is there.
  record Ping(@Nullable String ref) implements Command {}
}
