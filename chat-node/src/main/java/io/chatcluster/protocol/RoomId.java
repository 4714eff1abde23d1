package io.chatcluster.protocol;

/// The name of a room, `[A-Za-z0-9_-]{1,64}`; safe as part of a Redis key.
public record RoomId(String value) {

  public RoomId {
    Names.require(value, "room");
  }

  /// Whether the text may name a room.
  public static boolean valid(String text) {
    return Names.valid(text);
  }

  @Override
  public String toString() {
    return value;
  }
}
