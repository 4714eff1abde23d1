package io.chatcluster.engineio;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// Several packets in the body of one request or response of long-polling: separated by U+001E,
/// binary ones in Base64 behind a `b`. Any thread.
final class Payload {

  private static final char SEPARATOR = '\u001e';
  private static final char BINARY = 'b';

  private Payload() {}

  /// Takes packets, one after the other.
  interface Sink {

    /// @return whether it wants the next one
    boolean take(Packet packet);
  }

  /// Hands the packets of a body to a sink until it wants no more.
  ///
  /// @throws MalformedPacketException at the first one that is none; those before it were taken
  static void read(String body, Sink sink) throws MalformedPacketException {
    int from = 0;
    boolean wanted = true;
    while (wanted && from <= body.length()) {
      int end = body.indexOf(SEPARATOR, from);
      if (end < 0) {
        end = body.length();
      }
      wanted = sink.take(packet(body.substring(from, end)));
      from = end + 1;
    }
  }

  /// The packet in one part of a body, or in a text message of a WebSocket: clients that are told
  /// to use Base64 do so there too.
  static Packet packet(String text) throws MalformedPacketException {
    if (text.isEmpty() || text.charAt(0) != BINARY) {
      return text(text);
    }
    try {
      return new Packet.Binary(Base64.getDecoder().decode(text.substring(1)));
    } catch (IllegalArgumentException _) {
      throw new MalformedPacketException("a binary packet that is not Base64");
    }
  }

  private static Packet.Text text(String text) throws MalformedPacketException {
    PacketType type = text.isEmpty() ? null : PacketType.of(text.charAt(0));
    if (type == null) {
      throw new MalformedPacketException("a packet without a type");
    }
    return new Packet.Text(type, text.substring(1));
  }

  /// The body that carries these packets.
  static byte[] write(List<Frame> frames) {
    if (frames.size() == 1 && !frames.getFirst().isBinary()) {
      return frames.getFirst().bytes();
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream(256);
    for (Frame frame : frames) {
      if (body.size() > 0) {
        body.write(SEPARATOR);
      }
      if (frame.isBinary()) {
        body.write(BINARY);
        body.writeBytes(Base64.getEncoder().encode(frame.bytes()));
      } else {
        body.writeBytes(frame.bytes());
      }
    }
    return body.toByteArray();
  }

  /// How many bytes a packet takes in a body.
  static long size(Frame frame) {
    long bytes = frame.bytes().length;
    return frame.isBinary() ? 1 + (bytes + 2) / 3 * 4 : bytes;
  }

  /// A whole body as text.
  ///
  /// @throws MalformedPacketException if it is not UTF-8
  static String utf8(byte[] body) throws MalformedPacketException {
    String text = new String(body, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') >= 0
        && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), body)) {
      throw new MalformedPacketException("a body that is not UTF-8");
    }
    return text;
  }
}
