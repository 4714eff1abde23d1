package io.chatcluster.protocol;

import org.jspecify.annotations.Nullable;

/// Which room, as people name it; [Names] has the rule.
///
/// It is not for display, should rooms get titles one day; and before it becomes part of a key, a
/// URL or a file name, the edge in question encodes it.
public record RoomId(String value) {

  public RoomId {
    Names.require(value, "room");
  }

  /// Whether the text may name a room.
  public static boolean valid(String text) {
    return fault(text) == null;
  }

  /// Why a text may not name a room, as the rest of a sentence that begins "a room's name"; null if
  /// it may.
  public static @Nullable String fault(String text) {
    return Names.fault(text);
  }

  @Override
  public String toString() {
    return value;
  }
}
