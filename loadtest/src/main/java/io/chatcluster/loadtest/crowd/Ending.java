package io.chatcluster.loadtest.crowd;

import io.chatcluster.loadtest.bench.Line;

/// Why a connection has ended.
///
/// @param code the WebSocket close code; 1006 where there was none
record Ending(String reason, int code) {
  private static final int UNAUTHORIZED = 4501;

  static Ending broken(String reason) {
    return new Ending(reason, Line.NO_CODE);
  }

  /// By an error, with the close code that belongs to it.
  static Ending refused(String error) {
    int code =
        switch (error) {
          case "bad_token", "unauthenticated" -> UNAUTHORIZED;
          default -> Line.NO_CODE;
        };
    return new Ending("error " + error, code);
  }
}
