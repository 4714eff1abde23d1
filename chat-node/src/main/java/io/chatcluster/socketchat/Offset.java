package io.chatcluster.socketchat;

import io.chatcluster.protocol.Position;
import java.util.HashMap;
import java.util.Map;

/// What a client says it has been shown: a position for each of its rooms, by the numbers that the
/// session gave them.
///
/// @param places positions by number
record Offset(Map<Integer, Position> places) {

  /// Of a session without rooms. Clients take no empty text for an offset.
  static final String NOWHERE = "-";

  /// Far more than any session may have rooms.
  private static final int MAX_PLACES = 10_000;

  static void append(StringBuilder out, int number, Position at) {
    if (!out.isEmpty()) {
      out.append(',');
    }
    out.append(number).append('.').append(at);
  }

  /// @throws IllegalArgumentException if it is none
  static Offset parse(String text) {
    Map<Integer, Position> places = new HashMap<>();
    if (text.equals(NOWHERE)) {
      return new Offset(places);
    }
    String[] parts = text.split(",", -1);
    if (parts.length > MAX_PLACES) {
      throw new IllegalArgumentException("an offset of too many rooms");
    }
    for (String part : parts) {
      int dot = part.indexOf('.');
      if (dot < 1) {
        throw new IllegalArgumentException("not an offset");
      }
      int number = Integer.parseInt(part.substring(0, dot));
      if (number < 0 || places.put(number, Position.parse(part.substring(dot + 1))) != null) {
        throw new IllegalArgumentException("not an offset");
      }
    }
    return new Offset(places);
  }
}
