package io.chatcluster.socketchat;

import io.chatcluster.engineio.Frame;
import io.chatcluster.engineio.Receiver;
import io.chatcluster.engineio.Socket;
import io.chatcluster.protocol.CloseReason;
import io.chatcluster.ws.Wire;

/// A WebSocket of the chat's own edge that carries an Engine.IO session. Owned by its loop.
final class EngineWire implements Socket, io.chatcluster.ws.Receiver {

  private static final int NORMAL = 1000;
  private static final int INVALID_TEXT = 1007;
  private static final int TOO_BIG = 1009;

  private final Wire wire;
  private Receiver session = Receiver.NOBODY;
  private boolean over;

  EngineWire(Wire wire) {
    this.wire = wire;
  }

  /// Begins to hand messages to a session.
  void open(Receiver to) {
    session = to;
  }

  @Override
  public void send(Frame frame) {
    wire.send(frame, frame.isBinary(), frame.bytes());
  }

  @Override
  public boolean writable() {
    return wire.writable();
  }

  @Override
  public void close(int code) {
    wire.close(reason(code), code);
  }

  private static CloseReason reason(int code) {
    return switch (code) {
      case NORMAL -> CloseReason.NORMAL;
      case INVALID_TEXT -> CloseReason.INVALID_TEXT;
      case TOO_BIG -> CloseReason.FRAME_TOO_BIG;
      default -> CloseReason.SLOW_CONSUMER;
    };
  }

  @Override
  public void text(String message) {
    session.text(message);
  }

  @Override
  public void binary(byte[] message) {
    session.binary(message);
  }

  @Override
  public void drained() {
    session.drained();
  }

  @Override
  public void tick() {}

  @Override
  public void close(CloseReason reason) {
    wire.close(reason, code(reason));
    ended();
  }

  /// Codes of this chat mean nothing to clients of Engine.IO.
  private static int code(CloseReason reason) {
    return reason.code() < 4_000 ? reason.code() : NORMAL;
  }

  @Override
  public void ended() {
    if (!over) {
      over = true;
      session.gone();
    }
  }

  @Override
  public void broke() {
    close(CloseReason.INTERNAL_ERROR);
  }
}
