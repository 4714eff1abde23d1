package io.chatcluster.broker;

/// What a failure says of itself, never without a word.
public final class Reason {

  private static final int DEEPEST = 8;

  private Reason() {}

  /// The failure's own message; if it has none, that of the nearest cause that has one; if none
  /// has, the name of its class. Never null or empty.
  public static String of(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      String message = cause.getMessage();
      if (message != null && !message.isBlank()) {
        return message;
      }
      cause = cause.getCause();
    }
    return failure.getClass().getSimpleName();
  }
}
