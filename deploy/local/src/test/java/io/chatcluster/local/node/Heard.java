package io.chatcluster.local.node;

import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// All that comes over one WebSocket, in order: whole texts, and then how it ended.
final class Heard implements WebSocket.Listener {
  /// Begins what is said of the end: the close code and its text, or what has broken.
  static final String CLOSED = "closed ";

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final BlockingQueue<String> all = new LinkedBlockingQueue<>();
  private final StringBuilder partial = new StringBuilder();

  /// What comes next.
  String next() {
    try {
      var text = all.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (text == null) {
        throw new AssertionError("nothing came within " + PATIENCE.toSeconds() + " s");
      }
      return text;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
    partial.append(text);
    if (last) {
      all.add(partial.toString());
      partial.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    all.add((CLOSED + code + " " + reason).strip());
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    all.add(CLOSED + error.getMessage());
  }
}
