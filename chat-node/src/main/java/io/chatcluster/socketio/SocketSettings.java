package io.chatcluster.socketio;

import java.time.Duration;

/// What a client may do.
///
/// @param connectTimeout how long a client may be in no namespace before its transport is closed
/// @param namespaces how many namespaces a client may be in at once
/// @param rooms how many rooms a socket may be in at once
/// @param nameLength longest name of an event or a namespace, in characters
/// @param attachments most pieces of bytes in one packet; stock clients take 10
/// @param packetBytes longest packet from a client, with its attachments
/// @param waitingAcks how many acks of one socket may be waited for at once
public record SocketSettings(
    Duration connectTimeout,
    int namespaces,
    int rooms,
    int nameLength,
    int attachments,
    int packetBytes,
    int waitingAcks) {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(45);
  private static final int MOST_ATTACHMENTS = 10;

  public SocketSettings {
    if (connectTimeout.toMillis() < 1) {
      throw new IllegalArgumentException("a client needs time to connect");
    }
    if (namespaces < 1 || rooms < 1 || nameLength < 1 || packetBytes < 1) {
      throw new IllegalArgumentException("a client needs a namespace, a room, names and packets");
    }
    if (attachments < 0 || attachments > MOST_ATTACHMENTS || waitingAcks < 0) {
      throw new IllegalArgumentException("clients take " + MOST_ATTACHMENTS + " attachments");
    }
  }

  /// What suits most applications.
  ///
  /// @param packetBytes as Engine.IO has it
  public static SocketSettings usual(int packetBytes) {
    return new SocketSettings(
        CONNECT_TIMEOUT, 16, 1_000, 128, MOST_ATTACHMENTS, packetBytes, 1_000);
  }

  /// The same with another time to connect.
  public SocketSettings withConnectTimeout(Duration timeout) {
    return new SocketSettings(
        timeout, namespaces, rooms, nameLength, attachments, packetBytes, waitingAcks);
  }
}
