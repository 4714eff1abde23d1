package io.chatcluster.engineio;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// A WebSocket of one event loop that carries a session of another one.
///
/// The session's loop calls it as it calls any socket; what it sends crosses once in each turn.
final class FarSocket implements Socket {

  private final Socket socket;
  private final EngineLoop here;
  private final EngineLoop there;
  private final int outbox;

  /// What was sent in this turn of the session's loop.
  private List<Frame> sent = new ArrayList<>();

  /// Bytes that are on their way across.
  private final AtomicInteger crossing = new AtomicInteger();

  private volatile boolean hasRoom = true;

  /// Belongs to the session's loop.
  private Receiver receiver = Receiver.NOBODY;

  /// @param socket of the loop `here`
  /// @param there the loop of the session
  FarSocket(Socket socket, EngineLoop here, EngineLoop there) {
    this.socket = socket;
    this.here = here;
    this.there = there;
    this.outbox = here.outbox();
  }

  /// Asks a session to be taken over, and gives what hears the socket.
  Receiver probe(String sid) {
    there.execute(
        () -> {
          EngineSession session = there.session(sid);
          if (session == null) {
            close(EngineSession.NORMAL);
          } else {
            receiver = session.probedBy(this);
          }
        });
    return new Receiver() {
      @Override
      public void text(String message) {
        tell(to -> to.text(message));
      }

      @Override
      public void binary(byte[] message) {
        tell(to -> to.binary(message));
      }

      @Override
      public void drained() {
        hasRoom = socket.writable();
        tell(Receiver::drained);
      }

      @Override
      public void gone() {
        tell(Receiver::gone);
      }
    };
  }

  private void tell(Consumer<Receiver> word) {
    there.execute(() -> word.accept(receiver));
  }

  @Override
  public void send(Frame frame) {
    if (sent.isEmpty()) {
      there.execute(this::cross);
    }
    sent.add(frame);
    crossing.addAndGet(frame.bytes().length);
  }

  private void cross() {
    List<Frame> load = sent;
    sent = new ArrayList<>();
    here.execute(
        () -> {
          int bytes = 0;
          for (Frame frame : load) {
            bytes += frame.bytes().length;
            socket.send(frame);
          }
          boolean waited = crossing.getAndAdd(-bytes) >= outbox;
          hasRoom = socket.writable();
          if (waited && hasRoom) {
            tell(Receiver::drained);
          }
        });
  }

  @Override
  public boolean writable() {
    return hasRoom && crossing.get() < outbox;
  }

  @Override
  public void close(int code) {
    // Behind what was sent in this turn.
    there.execute(() -> here.execute(() -> socket.close(code)));
  }
}
