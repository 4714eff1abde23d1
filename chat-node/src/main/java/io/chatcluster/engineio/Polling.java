package io.chatcluster.engineio;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Long-polling: at most one GET that waits for its answer, and perhaps a WebSocket that is about
/// to take over.
///
/// Owned by its session.
final class Polling implements Carrier {

  /// What the last packet takes behind others.
  private static final int FAREWELL = 2;

  private final EngineSession session;
  private final EngineSettings settings;
  private @Nullable Poll open;
  private @Nullable Upgrade upgrade;

  Polling(EngineSession session, EngineSettings settings) {
    this.session = session;
    this.settings = settings;
  }

  /// A GET came, while none was waiting.
  void opened(Poll request) {
    open = request;
  }

  /// Whether a WebSocket works, and is about to take over.
  boolean isUpgrading() {
    return upgrade != null && upgrade.probed();
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
    int most = settings.maxPayload() - (last ? FAREWELL : 0);
    List<Frame> frames = waiting.take(most);
    if (last && waiting.isEmpty()) {
      frames.add(Frame.CLOSE);
    } else if (frames.isEmpty() && isUpgrading()) {
      // Its client makes no more requests, and waits for the end of this one.
      frames.add(Frame.NOOP);
    }
    if (frames.isEmpty()) {
      return false;
    }
    open = null;
    request.answer(Payload.write(frames));
    return true;
  }

  @Override
  public boolean writable(long waitingBytes) {
    return waitingBytes < settings.outbox();
  }

  /// Refuses the request that waits, if there is one: it came beside a WebSocket that took over.
  void refuse() {
    Poll request = open;
    open = null;
    if (request != null) {
      request.refuse();
    }
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
  @Nullable Upgrade upgradeTo(Socket socket, long nowMillis) {
    if (upgrade != null) {
      return null;
    }
    long patience = settings.upgradeTimeout().toMillis();
    upgrade = new Upgrade(session, this, socket, nowMillis + patience);
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
