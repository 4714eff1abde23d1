package io.chatcluster.loadtest.bench;

/// Takes the frames of one socket in the order they came in.
///
/// The bytes are only lent for the time of the call.
public interface FrameSink {

  /// The payload of a text frame stands at `start` (inclusive) to `end` (exclusive).
  void text(byte[] bytes, int start, int end);

  /// A ping; RFC 6455 wants its payload back in a pong.
  void ping(byte[] bytes, int start, int end);

  /// A close frame with its status code, 1005 where it had none.
  void close(int code);
}
