package io.chatcluster.protocol;

import java.util.Locale;

/// Why a command failed. The session lives on, unless the description of `connect` says otherwise.
///
/// The names on the wire are these in lower case. The table for clients is in `docs/protocol.md`.
public enum ErrorCode {
  MALFORMED("the frame is not a valid command"),
  UNKNOWN_TYPE("there is no such command"),
  UNAUTHENTICATED("connect first"),
  ALREADY_CONNECTED("this session is connected already"),
  BAD_TOKEN("the token is not valid"),
  TOKEN_EXPIRED("the token has expired"),
  BAD_ROOM("that is no name for a room"),
  BAD_POSITION("a position is epoch-offset"),
  BAD_ID("an id is a UUID version 7, not from the future"),
  STALE_ID("the id is older than the window and was not stored"),
  EMPTY_MESSAGE("the message is empty"),
  MESSAGE_TOO_BIG("the message or its data is too big"),
  BAD_TEXT("U+0000 and lone surrogates are not text"),
  NOT_JOINED("join the room first"),
  FORBIDDEN("you may not do that in this room"),
  TOO_MANY_ROOMS("this session has joined too many rooms"),
  TOO_MANY_IN_FLIGHT("too many commands wait for their answers"),
  RATE_LIMITED("too fast"),
  OVERLOADED("too much waits already; try again, with the same id"),
  UNAVAILABLE("the room log cannot be reached; resend with the same id"),
  ARCHIVE_UNAVAILABLE("the archive cannot be reached; resend with the same id"),
  RETRY_LATER("not stored safely in time; resend with the same id"),
  INTERNAL("a defect of this node");

  private final String wire = name().toLowerCase(Locale.ROOT);
  private final String sentence;

  ErrorCode(String sentence) {
    this.sentence = sentence;
  }

  /// The code in frames and metrics.
  public String wire() {
    return wire;
  }

  /// A sentence for people; it reveals nothing about the inside of the node.
  public String sentence() {
    return sentence;
  }
}
