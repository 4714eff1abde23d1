package io.chatcluster.loadtest.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A [Wire] of WebSockets. Owned by the context of its client, like everything here.
final class SocketWire implements Wire {

  private static final Logger LOG = LoggerFactory.getLogger(SocketWire.class);
  private static final long UPGRADE_TIMEOUT_MILLIS = 5_000;

  /// Told what happens to the connection.
  interface Listener {

    void opened();

    void received(String text);

    void closed(int code);
  }

  private final Vertx vertx;
  private final WebSocketClient sockets;
  private final Supplier<String> urls;
  private final Listener listener;
  private @Nullable ClientWebSocket socket;

  /// Whether the socket is more than an attempt.
  private boolean open;

  private long timer = -1;

  SocketWire(Vertx vertx, WebSocketClient sockets, Supplier<String> urls, Listener listener) {
    this.vertx = vertx;
    this.sockets = sockets;
    this.urls = urls;
    this.listener = listener;
  }

  @Override
  public void send(Command command) {
    ClientWebSocket to = socket;
    if (to != null && open) {
      // If a write fails, the end of the connection follows, and that is what counts.
      var _ = to.writeTextMessage(FrameJson.encode(command));
    }
  }

  @Override
  public void connect(long afterMillis) {
    if (afterMillis == 0) {
      attempt();
    } else {
      timer = vertx.setTimer(afterMillis, _ -> attempt());
    }
  }

  private void attempt() {
    ClientWebSocket opening = sockets.webSocket();
    socket = opening;
    opening.textMessageHandler(text -> received(opening, text));
    opening.closeHandler(_ -> closed(opening, closeCode(opening)));
    opening.exceptionHandler(e -> LOG.debug("connection broke: {}", e.toString()));
    WebSocketConnectOptions options =
        new WebSocketConnectOptions().setAbsoluteURI(urls.get()).setTimeout(UPGRADE_TIMEOUT_MILLIS);
    var _ =
        opening
            .connect(options)
            .onSuccess(_ -> opened(opening))
            .onFailure(
                e -> {
                  LOG.debug("could not connect: {}", e.toString());
                  closed(opening, CloseRule.BROKEN);
                });
  }

  private static int closeCode(ClientWebSocket closed) {
    Short code = closed.closeStatusCode();
    return code == null ? CloseRule.BROKEN : code;
  }

  private void opened(ClientWebSocket opened) {
    if (opened.equals(socket)) {
      open = true;
      listener.opened();
    } else {
      var _ = opened.close();
    }
  }

  private void received(ClientWebSocket from, String text) {
    if (!from.equals(socket)) {
      return;
    }
    try {
      listener.received(text);
    } catch (IllegalArgumentException e) {
      LOG.error("the node broke the protocol; another connection may do better", e);
      disconnect();
      listener.closed(CloseRule.BROKEN);
    }
  }

  private void closed(ClientWebSocket closed, int code) {
    if (closed.equals(socket)) {
      forget();
      listener.closed(code);
    }
  }

  @Override
  public void disconnect() {
    vertx.cancelTimer(timer);
    ClientWebSocket dropped = socket;
    boolean wasOpen = open;
    forget();
    // An attempt cannot be closed; it is closed as soon as it succeeds.
    if (dropped != null && wasOpen) {
      var _ = dropped.close();
    }
  }

  private void forget() {
    socket = null;
    open = false;
  }

  /// Lets the sockets go.
  Future<Void> close() {
    return sockets.close();
  }
}
