package io.chatcluster.loadtest.crowd;

/// Why a connection has ended.
///
/// @param code the WebSocket close code; 1006 where there was none
record Ending(String reason, int code) {
  private static final int NO_CODE = 1006;
  private static final int UNAUTHORIZED = 4501;

  static Ending broken(String reason) {
    return new Ending(reason, NO_CODE);
  }

  static Ending closed(int code) {
    return new Ending("closed with " + code, code);
  }

  /// By an error, with the close code that belongs to it.
  static Ending refused(String error) {
    int code =
        switch (error) {
          case "bad_token", "unauthenticated" -> UNAUTHORIZED;
          default -> NO_CODE;
        };
    return new Ending("error " + error, code);
  }

  /// A failure in a few words.
  static String reason(Throwable cause) {
    var deepest = cause;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
  }
}
