package io.chatcluster.protocol;

import org.jspecify.annotations.Nullable;

/// A frame that is not a command: the error it gets, and as much of it as could be read.
public final class MalformedException extends Exception {

  private static final long serialVersionUID = 1;

  private final ErrorCode code;
  private final @Nullable String ref;
  private final @Nullable String id;
  private final @Nullable String room;

  public MalformedException(
      ErrorCode code,
      String sentence,
      @Nullable String ref,
      @Nullable String id,
      @Nullable String room) {
    // No stack trace: a client can cause any number of these.
    super(sentence, null, false, false);
    this.code = code;
    this.ref = ref;
    this.id = id;
    this.room = room;
  }

  public ErrorCode code() {
    return code;
  }

  /// The frame's `ref`, if it had a valid one.
  public @Nullable String ref() {
    return ref;
  }

  /// The frame's `id` as it came, if it was short enough to echo.
  public @Nullable String id() {
    return id;
  }

  /// The frame's `room`, if it was a valid name.
  public @Nullable String room() {
    return room;
  }
}
