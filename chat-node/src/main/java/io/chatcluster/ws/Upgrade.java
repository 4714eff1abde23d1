package io.chatcluster.ws;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What RFC 6455, section 4.2.1 wants of an opening handshake.
final class Upgrade {

  /// The only version of the protocol that this server speaks.
  static final String VERSION = "13";

  private static final int KEY_BYTES = 16;
  private static final int KEY_LENGTH = 24;

  private Upgrade() {}

  /// Whether the request asks for a WebSocket, well or badly.
  static boolean wanted(HttpServerRequest request) {
    return has(request.headers(), "Upgrade", "websocket");
  }

  /// The status that refuses a handshake which breaks the protocol; 0 for a good one.
  static int refusal(HttpServerRequest request) {
    MultiMap headers = request.headers();
    if (!request.method().equals(HttpMethod.GET)) {
      return 405;
    }
    if (request.version() != HttpVersion.HTTP_1_1
        || headers.getAll("Host").size() != 1
        || !has(headers, "Connection", "upgrade")
        || headers.contains("Transfer-Encoding")
        || (headers.contains("Content-Length") && !"0".equals(headers.get("Content-Length")))) {
      return 400;
    }
    if (!headers.getAll("Sec-WebSocket-Version").equals(List.of(VERSION))) {
      return 426;
    }
    List<String> keys = headers.getAll("Sec-WebSocket-Key");
    return keys.size() == 1 && isKey(keys.getFirst()) ? 0 : 400;
  }

  private static boolean isKey(@Nullable String key) {
    if (key == null || key.length() != KEY_LENGTH) {
      return false;
    }
    try {
      return Base64.getDecoder().decode(key).length == KEY_BYTES;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /// Whether a header that is a list, perhaps over several lines, has this element.
  private static boolean has(MultiMap headers, String name, String element) {
    for (String line : headers.getAll(name)) {
      for (String part : line.split(",", -1)) {
        if (part.strip().toLowerCase(Locale.ROOT).equals(element)) {
          return true;
        }
      }
    }
    return false;
  }
}
