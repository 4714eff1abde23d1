package io.chatcluster.engineio;

import org.jspecify.annotations.Nullable;

/// A WebSocket on its way to take over from polling: it is tried in both directions (`2probe`,
/// `3probe`) and takes over with its next word (`5`). Until then polling goes on, and if the
/// WebSocket comes to nothing it simply stays.
///
/// Owned by its session.
final class Upgrade implements Receiver {

  private static final String PROBE = PacketType.PING.digit() + Frame.PROBE;
  private static final String TAKE_OVER = String.valueOf(PacketType.UPGRADE.digit());

  private final EngineSession session;
  private final Polling polling;
  private final Socket socket;
  private final long deadlineMillis;
  private boolean probed;
  private boolean failed;
  private @Nullable Receiver successor;

  Upgrade(EngineSession session, Polling polling, Socket socket, long deadlineMillis) {
    this.session = session;
    this.polling = polling;
    this.socket = socket;
    this.deadlineMillis = deadlineMillis;
  }

  /// Whether the WebSocket works; its client has stopped polling, or will.
  boolean probed() {
    return probed;
  }

  boolean late(long nowMillis) {
    return nowMillis >= deadlineMillis;
  }

  @Override
  public void text(String message) {
    if (successor != null) {
      successor.text(message);
    } else if (failed) {
      return;
    } else if (!probed && message.equals(PROBE)) {
      probed = true;
      socket.send(Frame.PROBED);
      // A client that does not wait for that takes over in the same turn.
      session.flushSoon();
    } else if (probed && message.equals(TAKE_OVER)) {
      polling.ended(this);
      polling.refuse();
      successor = session.carriedBy(socket);
    } else {
      fail();
    }
  }

  @Override
  public void binary(byte[] message) {
    if (successor != null) {
      successor.binary(message);
    } else {
      fail();
    }
  }

  @Override
  public void drained() {
    if (successor != null) {
      successor.drained();
    }
  }

  @Override
  public void gone() {
    if (successor != null) {
      successor.gone();
    } else {
      fail();
    }
  }

  /// It will not take over.
  void fail() {
    if (!failed && successor == null) {
      failed = true;
      polling.ended(this);
      socket.close(EngineSession.NORMAL);
    }
  }
}
