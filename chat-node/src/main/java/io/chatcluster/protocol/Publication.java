package io.chatcluster.protocol;

import java.nio.charset.StandardCharsets;

/// An event accepted and placed in a room's order; what travels between nodes.
///
/// Immutable: the body bytes are shared by everyone who handles the publication and never changed.
/// The body is a JSON object that begins with a [Stamp], made once by the node that accepted the
/// event; nodes that deliver it copy these bytes into a frame and never decode them, so they need
/// not know its kind.
public final class Publication {

  /// Every body begins so; [Stamp] writes it and [#acceptedAt()] rests on it.
  static final String BODY_START = "{\"ts\":";

  private final RoomId room;
  private final Position at;
  private final Position prev;
  private final String origin;
  private final Kind kind;
  private final byte[] body;

  /// @param origin id of the node that accepted the event
  /// @param body JSON object of the content; not copied, must never change
  public Publication(
      RoomId room, Position at, Position prev, String origin, Kind kind, byte[] body) {
    if (!at.isAfter(prev)) {
      throw new IllegalArgumentException(room + ": " + at + " is not after " + prev);
    }
    this.room = room;
    this.at = at;
    this.prev = prev;
    this.origin = origin;
    this.kind = kind;
    this.body = body;
  }

  public RoomId room() {
    return room;
  }

  public Position at() {
    return at;
  }

  /// Position of the event before this one; [Position#NONE] for a room's first.
  public Position prev() {
    return prev;
  }

  public String origin() {
    return origin;
  }

  public Kind kind() {
    return kind;
  }

  /// The JSON object of the content. Shared: do not change it.
  @SuppressWarnings("ReferenceEscape")
  public byte[] body() {
    return body;
  }

  /// When a node accepted the event, in milliseconds since 1970 by that node's clock; 0 if
  /// unreadable.
  public long acceptedAt() {
    long value = 0;
    for (int i = BODY_START.length(); i < body.length; i++) {
      int digit = body[i] - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  @Override
  public String toString() {
    return room + "@" + at + " " + kind + " " + new String(body, StandardCharsets.UTF_8);
  }
}
