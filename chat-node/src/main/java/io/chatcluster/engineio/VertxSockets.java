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
  private static final int LEAST_FRAME = 65_536;

  private final int outbox;
  private final int maxPayload;

  public VertxSockets(EngineSettings settings) {
    this.outbox = settings.outbox();
    this.maxPayload = settings.maxPayload();
  }

  /// What a server must let through, so that a message that is too long is heard of here.
  public static HttpServerOptions options(HttpServerOptions options, EngineSettings settings) {
    int most = Math.max(2 * settings.maxPayload(), LEAST_FRAME);
    return options
        .setMaxWebSocketFrameSize(most)
        .setMaxWebSocketMessageSize(most)
        // As in the Node server: a client that compresses sends later than one that does not.
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false);
  }

  @Override
  public void accept(HttpServerRequest handshake, Function<Socket, Receiver> opened) {
    handshake
        .toWebSocket()
        .onSuccess(
            socket -> {
              socket.setWriteQueueMaxSize(outbox);
              Receiver receiver = opened.apply(new Plain(socket, outbox));
              VertxMessages messages = new VertxMessages(socket, maxPayload, receiver);
              socket.frameHandler(messages::frame);
              socket.exceptionHandler(messages::failed);
              socket.drainHandler(_ -> receiver.drained());
              socket.closeHandler(_ -> receiver.gone());
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
