package io.chatcluster.launch;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;

/// One of a node's two ports, and the sentence for when it cannot be had.
///
/// @param variable in which the operator set it
public record Listening(String variable, String host, int port) {

  /// Opens the port for a moment: if it is in use, the node ends before it has touched a database
  /// or taken over work from others. Blocks.
  ///
  /// @throws StartException if the port cannot be had
  public void probe(Vertx vertx) {
    NetServerOptions options = new NetServerOptions().setHost(host).setPort(port);
    var server = vertx.createNetServer(options).connectHandler(socket -> socket.close());
    await(server.listen());
    EventLoops.await(server.close());
  }

  /// Waits for a server that opens the port.
  ///
  /// @throws StartException if the port cannot be had
  public <T> T await(Future<T> server) {
    try {
      return EventLoops.await(server);
    } catch (EventLoops.FailedException e) {
      throw new StartException(
          "%s: port %d of %s cannot be opened: %s".formatted(variable, port, host, reason(e)), e);
    }
  }

  /// The system's own words, without the names of system calls that the native transport puts in
  /// front.
  private static String reason(EventLoops.FailedException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.substring(message.lastIndexOf(": ") + 1).strip();
  }
}
