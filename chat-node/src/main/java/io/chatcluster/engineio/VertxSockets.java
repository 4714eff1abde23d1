package io.chatcluster.engineio;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/// The WebSockets of Vert.x as they come, for servers with [#options].
public final class VertxSockets implements Sockets {

  private static final int POLICY = 1008;

  private final int outbox;

  public VertxSockets(EngineSettings settings) {
    this.outbox = settings.outbox();
  }

  /// Has a server close with 1009 where a message is longer than it may be.
  public static HttpServerOptions options(HttpServerOptions options, EngineSettings settings) {
    return options
        .setMaxWebSocketFrameSize(settings.maxPayload())
        .setMaxWebSocketMessageSize(settings.maxPayload());
  }

  @Override
  public void accept(HttpServerRequest handshake, Function<Socket, Receiver> opened) {
    handshake
        .toWebSocket()
        .onSuccess(
            socket -> {
              socket.setWriteQueueMaxSize(outbox);
              Receiver receiver = opened.apply(new Plain(socket, outbox));
              socket.textMessageHandler(receiver::text);
              socket.binaryMessageHandler(message -> receiver.binary(message.getBytes()));
              socket.drainHandler(_ -> receiver.drained());
              socket.closeHandler(_ -> receiver.gone());
              // What breaks it also closes it.
              socket.exceptionHandler(_ -> {});
            });
  }

  private static final class Plain implements Socket {

    private final ServerWebSocket socket;
    private final int outbox;
    private long unwritten;

    Plain(ServerWebSocket socket, int outbox) {
      this.socket = socket;
      this.outbox = outbox;
    }

    @Override
    public void send(Frame frame) {
      if (socket.isClosed()) {
        return;
      }
      int length = frame.bytes().length;
      unwritten += length;
      if (unwritten > 2L * outbox) {
        close(POLICY);
        return;
      }
      Future<Void> written =
          frame.isBinary()
              ? socket.writeBinaryMessage(Buffer.buffer(frame.bytes()))
              : socket.writeTextMessage(new String(frame.bytes(), StandardCharsets.UTF_8));
      // If it fails, the end of the socket follows, and that is told.
      written.onComplete(_ -> unwritten -= length);
    }

    @Override
    public boolean writable() {
      return !socket.isClosed() && !socket.writeQueueFull();
    }

    @Override
    public void close(int code) {
      if (!socket.isClosed()) {
        socket.close((short) code).onFailure(_ -> {});
      }
    }
  }
}
