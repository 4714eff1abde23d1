package io.chatcluster.socketio;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Locale;

/// Servers that published suites can be run against; `make socketio-echo` starts one.
public final class EchoServer {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration CLIENT_PINGS = Duration.ofSeconds(2);
  private static final Duration CLIENT_PATIENCE = Duration.ofSeconds(20);

  private EchoServer() {}

  /// @param args which server, and its port
  @SuppressWarnings("resource") // It runs until somebody ends the program.
  public static void main(String[] args) throws Exception {
    String mode = args[0];
    int port = Integer.parseInt(args[1]);
    String host = everywhere(port);
    switch (mode) {
      case "echo" -> {
        SocketSettings settings = SmallServer.SETTINGS.withConnectTimeout(CONNECT_TIMEOUT);
        new SmallServer(
            SmallServer.QUICK,
            settings,
            vertx -> EchoApplication.make(vertx, settings),
            host,
            port);
      }
      case "client" ->
          new SmallServer(
              SmallServer.engine(CLIENT_PINGS, CLIENT_PATIENCE),
              SmallServer.SETTINGS,
              vertx -> new ClientSuite(vertx, SmallServer.SETTINGS),
              host,
              port);
      default -> throw new IllegalArgumentException("MODE is echo or client, and not " + mode);
    }
    System.out.printf(
        Locale.ROOT, "Socket.IO (%s) on http://localhost:%d/socket.io/%n", mode, port);
  }

  /// All addresses, of both versions where there are two: suites say `localhost`.
  private static String everywhere(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress("::", port));
      return "::";
    } catch (IOException _) {
      return "0.0.0.0";
    }
  }
}
