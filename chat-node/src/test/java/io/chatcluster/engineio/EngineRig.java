package io.chatcluster.engineio;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One session with a clock, a loop and carriers that a test holds in its hands.
final class EngineRig implements EngineSession.Handler {

  static final EngineSettings SETTINGS =
      new EngineSettings(
          Duration.ofMillis(300),
          Duration.ofMillis(200),
          Duration.ofSeconds(10),
          1_000_000,
          10_000);

  final Deque<Runnable> later = new ArrayDeque<>();
  final List<String> heard = new ArrayList<>();
  final EngineSession session;
  long now = 1_000;
  @Nullable CloseCause closed;
  int drained;

  EngineRig() {
    session =
        new EngineSession(
            "n1.0123", new EngineSession.Context(SETTINGS, () -> now, later::add), true);
    session.begin(this);
  }

  /// A rig whose client has fetched the packet that opens the session.
  static EngineRig polling() {
    EngineRig rig = new EngineRig();
    rig.poll();
    return rig;
  }

  @Override
  public void text(String message) {
    heard.add(message);
  }

  @Override
  public void binary(byte[] message) {
    heard.add("bytes:" + message.length);
  }

  @Override
  public void drained() {
    drained++;
  }

  @Override
  public void closed(CloseCause cause) {
    if (closed != null) {
      throw new IllegalStateException("closed twice: " + closed + ", " + cause);
    }
    closed = cause;
  }

  FakePoll poll() {
    FakePoll poll = new FakePoll();
    session.polled(poll);
    return poll;
  }

  boolean post(String body) {
    return session.postBegins() && session.posted(body.getBytes(StandardCharsets.UTF_8));
  }

  FakeSocket probe() {
    FakeSocket socket = new FakeSocket();
    socket.receiver = session.probedBy(socket);
    return socket;
  }

  void send(String text) {
    session.send(Frame.message(text));
  }

  void turn() {
    for (Runnable task = later.poll(); task != null; task = later.poll()) {
      task.run();
    }
  }

  void pass(long millis) {
    now += millis;
    session.tick();
  }

  /// A GET.
  static final class FakePoll implements Poll {
    @Nullable String answer;
    boolean refused;

    @Override
    public void answer(byte[] payload) {
      once();
      answer = new String(payload, StandardCharsets.UTF_8);
    }

    @Override
    public void refuse() {
      once();
      refused = true;
    }

    private void once() {
      if (refused || answer != null) {
        throw new IllegalStateException("answered twice");
      }
    }
  }

  /// A WebSocket.
  static final class FakeSocket implements Socket {
    final List<String> sent = new ArrayList<>();
    Receiver receiver = Receiver.NOBODY;
    boolean writable = true;
    int closed;

    @Override
    public void send(Frame frame) {
      if (closed != 0) {
        throw new IllegalStateException("sent after the end");
      }
      sent.add(
          frame.isBinary()
              ? "bytes:" + frame.bytes().length
              : new String(frame.bytes(), StandardCharsets.UTF_8));
    }

    @Override
    public boolean writable() {
      return writable;
    }

    @Override
    public void close(int code) {
      closed = code;
    }
  }
}
