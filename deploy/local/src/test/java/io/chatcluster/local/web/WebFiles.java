package io.chatcluster.local.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.chatcluster.local.machine.Repository;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/// The web client's files and the tests' own over HTTP, with the node's content security policy.
final class WebFiles implements AutoCloseable {
  private static final String POLICY =
      "default-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none';"
          + " frame-ancestors 'none'";

  private final Path root = Repository.find().root();
  private final HttpServer server;

  WebFiles() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private Path file(String path) {
    if (path.equals("/protocol-vectors.json") || path.equals("/names.json")) {
      return root.resolve("docs" + path);
    }
    if (path.startsWith("/test/")) {
      return root.resolve("deploy/local/src/test/resources/web" + path.substring(5));
    }
    return root.resolve("chat-node/src/main/resources/web" + path);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var file = file(exchange.getRequestURI().getPath());
      if (!Files.isRegularFile(file)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      var type = file.toString().endsWith(".js") ? "text/javascript" : Files.probeContentType(file);
      exchange.getResponseHeaders().add("Content-Type", String.valueOf(type));
      exchange.getResponseHeaders().add("Content-Security-Policy", POLICY);
      var content = Files.readAllBytes(file);
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
