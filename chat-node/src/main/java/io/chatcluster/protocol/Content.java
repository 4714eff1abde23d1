package io.chatcluster.protocol;

import org.jspecify.annotations.Nullable;

/// What somebody adds to a room: an event without its place.
public sealed interface Content {

  /// Who adds it, under which id, and when it was accepted.
  Stamp stamp();

  Kind kind();

  /// A message.
  ///
  /// @param name the sender's display name at that time
  /// @param message the text
  /// @param data what the application attaches to the text
  record Chat(Stamp stamp, String name, String message, @Nullable Data data) implements Content {

    /// A message that is only text.
    public Chat(MessageId id, UserId from, String name, long ts, String message) {
      this(new Stamp(ts, id, from), name, message, null);
    }

    @Override
    public Kind kind() {
      return Kind.CHAT;
    }
  }
}
