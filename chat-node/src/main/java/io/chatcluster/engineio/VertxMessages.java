package io.chatcluster.engineio;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;

/// Makes messages of the frames of one WebSocket, and closes it where a message is too long or is
/// not UTF-8. Owned by the socket's loop.
final class VertxMessages {

  private static final int PROTOCOL = 1002;
  private static final int INVALID = 1007;
  private static final int TOO_BIG = 1009;

  private final ServerWebSocket socket;
  private final int most;
  private final Receiver receiver;
  private Buffer message = Buffer.buffer();
  private boolean text;

  VertxMessages(ServerWebSocket socket, int most, Receiver receiver) {
    this.socket = socket;
    this.most = most;
    this.receiver = receiver;
  }

  void frame(WebSocketFrame frame) {
    if (socket.isClosed() || !(frame.isText() || frame.isBinary() || frame.isContinuation())) {
      return;
    }
    if (!frame.isContinuation()) {
      text = frame.isText();
    }
    Buffer data = frame.binaryData();
    if (message.length() + data.length() > most) {
      close(TOO_BIG);
    } else if (frame.isFinal()) {
      byte[] whole = message.appendBuffer(data).getBytes();
      message = Buffer.buffer();
      tell(whole);
    } else {
      message.appendBuffer(data);
    }
  }

  private void tell(byte[] whole) {
    if (!text) {
      receiver.binary(whole);
      return;
    }
    String words;
    try {
      words = Payload.utf8(whole);
    } catch (MalformedPacketException _) {
      close(INVALID);
      return;
    }
    receiver.text(words);
  }

  /// What breaks the socket also ends it; only why is said here. What it is called has a type that
  /// is not public, so its words must do.
  void failed(Throwable failure) {
    String words = String.valueOf(failure.getMessage());
    close(words.startsWith("Max frame length") ? TOO_BIG : PROTOCOL);
  }

  private void close(int code) {
    message = Buffer.buffer();
    if (!socket.isClosed()) {
      socket.close((short) code).onFailure(_ -> {});
    }
  }
}
