package io.chatcluster.protocol;

import org.jspecify.annotations.Nullable;

/// Which room, as people name it; [Names] has the rule.
///
/// It is not for display, should rooms get titles one day, and it is no part of a key, an address
/// or a file name before the edge in question has encoded it.
public record RoomId(String value) {

  public RoomId {
    Names.require(value, "room");
  }

  /// Whether the text may name a room.
  public static boolean valid(String text) {
    return fault(text) == null;
  }

  /// What keeps a text from naming a room, to go on after "a room's name"; null if nothing does.
  public static @Nullable String fault(String text) {
    return Names.fault(text);
  }

  @Override
  public String toString() {
    return value;
  }
}
