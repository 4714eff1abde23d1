package io.chatcluster.engineio;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/// The WebSockets of Vert.x as they come. How long a message may be, the server's options say.
public final class VertxSockets implements Sockets {

  @Override
  public void accept(HttpServerRequest handshake, Function<Socket, Receiver> opened) {
    handshake
        .toWebSocket()
        .onSuccess(
            socket -> {
              Receiver receiver = opened.apply(new Plain(socket));
              socket.textMessageHandler(receiver::text);
              socket.binaryMessageHandler(message -> receiver.binary(message.getBytes()));
              socket.drainHandler(_ -> receiver.drained());
              socket.closeHandler(_ -> receiver.gone());
              // What breaks it also closes it.
              socket.exceptionHandler(_ -> {});
            });
  }

  private record Plain(ServerWebSocket socket) implements Socket {

    @Override
    public void send(Frame frame) {
      if (!socket.isClosed()) {
        ignore(
            frame.isBinary()
                ? socket.writeBinaryMessage(Buffer.buffer(frame.bytes()))
                : socket.writeTextMessage(new String(frame.bytes(), StandardCharsets.UTF_8)));
      }
    }

    @Override
    public boolean writable() {
      return !socket.isClosed() && !socket.writeQueueFull();
    }

    @Override
    public void close(int code) {
      if (!socket.isClosed()) {
        ignore(socket.close((short) code));
      }
    }

    /// If it fails, the end of the socket follows, and that is told.
    private static void ignore(Future<?> written) {
      written.onFailure(_ -> {});
    }
  }
}
