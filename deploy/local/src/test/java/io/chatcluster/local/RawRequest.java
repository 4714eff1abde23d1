package io.chatcluster.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/// A request that no HTTP client would send.
final class RawRequest {
  private static final int TIMEOUT_MILLIS = 20_000;

  private RawRequest() {}

  /// What comes back, up to a text or the end of the connection.
  static String send(int port, String request, String upTo) throws IOException {
    try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      var answer = new StringBuilder();
      try {
        var in = socket.getInputStream();
        for (int c = in.read(); c >= 0 && answer.indexOf(upTo) < 0; c = in.read()) {
          answer.append((char) c);
        }
      } catch (SocketException _) {
        // A reset is an end too.
      }
      return answer.toString();
    }
  }
}
