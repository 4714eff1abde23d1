package io.chatcluster.loadtest.client;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClientOptions;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// A chat client over real sockets: a [ClientCore] with its clock and its [SocketWire].
///
/// Its methods may be called on any thread; all else, the events too, happens on one context.
public final class ChatClient {

  private static final long TICK_MILLIS = 100;
  private static final int MAX_FRAME_BYTES = 1 << 20;
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

  /// What tells one client from another.
  ///
  /// @param urls asked at every connection, on the client's context
  /// @param tokens likewise
  /// @param seed decides ids and waits
  public record Settings(Supplier<String> urls, Supplier<String> tokens, long seed) {}

  private final Vertx vertx;
  private final Context context;
  private final long beganNanos = System.nanoTime();
  private final long beganMillis = System.currentTimeMillis();
  private final ClientCore core;
  private final SocketWire wire;
  private long ticker = -1;

  public ChatClient(Vertx vertx, Settings settings, ClientEvents events) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    WebSocketClientOptions options =
        new WebSocketClientOptions()
            .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
            .setMaxFrameSize(MAX_FRAME_BYTES)
            .setMaxMessageSize(MAX_FRAME_BYTES);
    this.wire =
        new SocketWire(
            vertx, vertx.createWebSocketClient(options), settings.urls(), new CoreListener());
    this.core =
        new ClientCore(
            settings.tokens(), new SplittableRandom(settings.seed())::nextLong, wire, events);
  }

  /// A clock that never goes back, near the time of day.
  private long nowMillis() {
    return beganMillis + (System.nanoTime() - beganNanos) / 1_000_000;
  }

  /// Connects, and goes on connecting until it is stopped or told to stay away.
  public void start() {
    context.runOnContext(
        _ -> {
          ticker = vertx.setPeriodic(TICK_MILLIS, _ -> core.tick(nowMillis()));
          core.start();
        });
  }

  /// Ends for good.
  ///
  /// @return completes when nothing more will be told
  public Future<Void> stop() {
    return ask(stopping -> {
          vertx.cancelTimer(ticker);
          stopping.stop();
          return wire.close();
        })
        .compose(closed -> closed);
  }

  /// Enters a room at its head.
  public void join(String room) {
    context.runOnContext(_ -> core.join(room, nowMillis()));
  }

  /// Enters a room after the position that the application has kept.
  public void resume(String room, Position at) {
    context.runOnContext(_ -> core.resume(room, at, nowMillis()));
  }

  /// Leaves a room.
  public void leave(String room) {
    context.runOnContext(_ -> core.leave(room));
  }

  /// Sends a message, however long it takes.
  ///
  /// @param sent is given the message's id before anything else is told of the message
  public void send(String room, String text, Consumer<String> sent) {
    context.runOnContext(_ -> sent.accept(core.send(room, text, nowMillis())));
  }

  /// Asks the core something, on its context.
  public <T> Future<T> ask(Function<ClientCore, T> question) {
    Promise<T> answer = Promise.promise();
    context.runOnContext(
        _ -> {
          try {
            answer.complete(question.apply(core));
          } catch (RuntimeException e) {
            answer.fail(e);
          }
        });
    return answer.future();
  }

  /// What the wire has heard, with the time.
  private final class CoreListener implements SocketWire.Listener {

    @Override
    public void opened() {
      core.opened(nowMillis());
    }

    @Override
    public void received(String text) {
      core.frame(FrameJson.decode(text), nowMillis());
    }

    @Override
    public void closed(int code) {
      core.closed(code, nowMillis());
    }
  }
}
