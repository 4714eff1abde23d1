package io.chatcluster.engineio;

import org.jspecify.annotations.Nullable;

/// Long-polling: at most one GET that waits for its answer, and perhaps a WebSocket that is about
/// to take over.
///
/// Owned by its session.
final class Polling implements Carrier {

  private final EngineSession session;
  private final int outbox;
  private @Nullable Poll open;
  private @Nullable Upgrade upgrade;

  Polling(EngineSession session, int outbox) {
    this.session = session;
    this.outbox = outbox;
  }

  /// A GET came, while none was waiting.
  void opened(Poll request) {
    open = request;
  }

  boolean isOpen() {
    return open != null;
  }

  /// A GET was given up; says whether it was still waiting.
  boolean gone(Poll request) {
    boolean waited = request.equals(open);
    if (waited) {
      open = null;
    }
    return waited;
  }

  @Override
  public boolean flush(Waiting waiting, boolean last) {
    Poll request = open;
    if (request == null) {
      return false;
    }
    if (last) {
      waiting.add(Frame.CLOSE);
    } else if (waiting.isEmpty() && upgrade != null && upgrade.probed()) {
      // Its client makes no more requests, and waits for the end of this one.
      waiting.add(Frame.NOOP);
    }
    if (waiting.isEmpty()) {
      return false;
    }
    open = null;
    request.answer(Payload.write(waiting.take()));
    return true;
  }

  @Override
  public boolean writable(long waitingBytes) {
    return waitingBytes < outbox;
  }

  /// Answers the request that waits, if there is one.
  void release(Frame with) {
    Poll request = open;
    open = null;
    if (request != null) {
      request.answer(with.bytes());
    }
  }

  @Override
  public void close(int code) {
    forgetUpgrade();
    release(Frame.CLOSE);
  }

  /// A WebSocket wants to take over; null if another one is about to.
  @Nullable Upgrade upgradeTo(Socket socket, long deadlineMillis) {
    if (upgrade != null) {
      return null;
    }
    upgrade = new Upgrade(session, this, socket, deadlineMillis);
    return upgrade;
  }

  /// It has taken over, or never will.
  void ended(Upgrade which) {
    if (which.equals(upgrade)) {
      upgrade = null;
    }
  }

  void tick(long nowMillis) {
    if (upgrade != null && upgrade.late(nowMillis)) {
      forgetUpgrade();
    }
  }

  private void forgetUpgrade() {
    if (upgrade != null) {
      upgrade.fail();
    }
  }
}
