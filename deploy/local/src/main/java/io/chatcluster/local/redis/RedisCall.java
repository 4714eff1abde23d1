package io.chatcluster.local.redis;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

/// One command to Redis over a connection of its own, for tests and readiness; blocks.
final class RedisCall {
  private static final int TIMEOUT_MILLIS = 5_000;

  private RedisCall() {}

  /// The reply as text: elements of arrays on lines of their own, nothing for null.
  ///
  /// @throws IOException if Redis cannot be reached or answers with an error
  static String send(int port, String... words) throws IOException {
    try (var socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), TIMEOUT_MILLIS);
      var request = new StringBuilder("*" + words.length + "\r\n");
      for (var word : words) {
        request.append('$').append(word.getBytes(StandardCharsets.UTF_8).length).append("\r\n");
        request.append(word).append("\r\n");
      }
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
      return reply(new BufferedInputStream(socket.getInputStream()));
    }
  }

  private static String reply(InputStream in) throws IOException {
    var line = line(in);
    var rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+', ':' -> rest;
      case '-' -> throw new IOException(rest);
      case '$' -> bulk(in, Integer.parseInt(rest));
      case '*' -> array(in, Integer.parseInt(rest));
      default -> throw new IOException("unexpected reply: " + line);
    };
  }

  private static String bulk(InputStream in, int length) throws IOException {
    if (length < 0) {
      return "";
    }
    var text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    line(in);
    return text;
  }

  private static String array(InputStream in, int length) throws IOException {
    var elements = new StringJoiner("\n");
    for (int i = 0; i < length; i++) {
      elements.add(reply(in));
    }
    return elements.toString();
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\r'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("Redis closed the connection");
      }
      line.append((char) c);
    }
    in.read();
    return line.toString();
  }
}
