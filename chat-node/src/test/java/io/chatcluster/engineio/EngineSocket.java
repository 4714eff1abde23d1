package io.chatcluster.engineio;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One WebSocket of a client: what came over it, and `close` with code and reason at its end.
final class EngineSocket implements WebSocket.Listener {

  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private final StringBuilder text = new StringBuilder();
  private @Nullable WebSocket socket;

  void opened(WebSocket by) {
    socket = by;
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      messages.add(text.toString());
      text.setLength(0);
    }
    from.request(1);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    messages.add("bytes:" + data.remaining());
    from.request(1);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    messages.add("close " + code + reason);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public void onError(WebSocket from, Throwable failure) {
    messages.add("close");
  }

  /// The next message.
  String next() throws InterruptedException {
    return String.valueOf(messages.poll(20, TimeUnit.SECONDS));
  }

  void say(String message) {
    socket().sendText(message, true).join();
  }

  void say(byte[] message) {
    socket().sendBinary(ByteBuffer.wrap(message), true).join();
  }

  /// Its connection breaks.
  void breaks() {
    socket().abort();
  }

  WebSocket socket() {
    return Objects.requireNonNull(socket, "not open yet");
  }
}
