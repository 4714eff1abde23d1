package io.chatcluster.local.nginx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/// A request that no HTTP client would send.
final class RawRequest {
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final int LISTEN_MILLIS = 200;

  private RawRequest() {}

  /// What comes back, up to a text or the end of the connection.
  static String send(int port, String request, String upTo) throws IOException {
    return send("127.0.0.1", port, request, upTo);
  }

  /// The same at another address of loopback.
  static String send(String host, int port, String request, String upTo) throws IOException {
    try (var socket = new Socket(InetAddress.ofLiteral(host), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(request.getBytes(UTF_8));
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

  /// Sends the beginning of a request, and then a byte again and again until the other side ends
  /// the connection.
  ///
  /// @return all that came back
  static String drip(int port, String beginning, Duration atMost) throws IOException {
    try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      socket.setSoTimeout(LISTEN_MILLIS);
      socket.getOutputStream().write(beginning.getBytes(UTF_8));
      var answer = new StringBuilder();
      await().atMost(atMost).until(() -> ended(socket, answer));
      return answer.toString();
    }
  }

  /// Listens, and then sends the next byte: what came before a reset is not missed.
  private static boolean ended(Socket socket, StringBuilder answer) throws IOException {
    try {
      for (int c = socket.getInputStream().read(); c >= 0; c = socket.getInputStream().read()) {
        answer.append((char) c);
      }
      return true;
    } catch (SocketTimeoutException _) {
      drop(socket);
      return false;
    } catch (SocketException _) {
      // A reset is an end too.
      return true;
    }
  }

  private static void drop(Socket socket) throws IOException {
    try {
      socket.getOutputStream().write(' ');
    } catch (SocketException _) {
      // Whoever listens next is told.
    }
  }
}
