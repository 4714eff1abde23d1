package io.chatcluster.protocol;

import java.util.Set;

/// What an event in a room's order is: a message, or something that only newer nodes and clients
/// know.
///
/// A lower-case word of up to [#MAX_LENGTH] letters, digits and underscores. On the wire it is the
/// `type` of a frame that has a place (`at` and `prev`), so it cannot be the name of a type that
/// has none. Whoever does not know a kind delivers it, archives it, and passes over it.
public record Kind(String value) {

  static final int MAX_LENGTH = 32;

  private static final Set<String> WITHOUT_PLACE =
      Set.of(
          "connected joined left ok sent history pong error rollback gap drain signal removed"
              .split(" "));

  /// A message.
  public static final Kind CHAT = new Kind("chat");

  public Kind {
    if (!valid(value)) {
      throw new IllegalArgumentException("not a kind of event");
    }
  }

  /// The kind of that name; allocates nothing for the usual one.
  public static Kind of(String name) {
    return name.equals(CHAT.value) ? CHAT : new Kind(name);
  }

  private static boolean valid(String name) {
    if (name.isEmpty() || name.length() > MAX_LENGTH || WITHOUT_PLACE.contains(name)) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = c >= 'a' && c <= 'z';
      boolean other = (c >= '0' && c <= '9') || c == '_';
      if (!letter && !(other && i > 0)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return value;
  }
}
