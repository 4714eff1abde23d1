package io.chatcluster.checks;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// A client of a load balancer.
final class Visitor {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient http;
  private final String base;

  private Visitor(HttpClient.Builder http, String base) {
    this(http.connectTimeout(PATIENCE).version(HttpClient.Version.HTTP_1_1).build(), base);
  }

  private Visitor(HttpClient http, String base) {
    this.http = http;
    this.base = base;
  }

  /// The same, at another name or address of this machine.
  Visitor at(String host) {
    return new Visitor(http, base.replace("localhost", host));
  }

  static Visitor plain(int port) {
    return new Visitor(HttpClient.newBuilder(), "://localhost:" + port);
  }

  /// Trusts one certificate and no other.
  static Visitor trusting(Path certificate, int port) throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (var in = Files.newInputStream(certificate)) {
      Certificate one = CertificateFactory.getInstance("X.509").generateCertificate(in);
      trusted.setCertificateEntry("one", one);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return new Visitor(HttpClient.newBuilder().sslContext(context), "s://localhost:" + port);
  }

  HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request = request(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(path, request);
  }

  /// Sends so many bytes.
  HttpResponse<String> post(String path, int bytes) {
    return send(path, request(path).POST(BodyPublishers.ofString("x".repeat(bytes))));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http" + base + path)).timeout(PATIENCE);
  }

  private HttpResponse<String> send(String path, HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// What the node saw of a request.
  JsonObject seen(String path, String... headers) {
    return new JsonObject(get(path, headers).body());
  }

  /// Opens a WebSocket.
  ///
  /// @throws CompletionException with a [WebSocketHandshakeException] if it is refused
  Socket open(String path) {
    Socket socket = new Socket();
    socket.connection =
        http.newWebSocketBuilder()
            .connectTimeout(PATIENCE)
            .buildAsync(URI.create("ws" + base + path), socket)
            .join();
    socket.node = socket.next();
    return socket;
  }

  /// The node of a new WebSocket, which is closed again.
  String nodeOf(String path) {
    Socket socket = open(path);
    socket.abort();
    return socket.node();
  }

  /// The status with which a handshake is refused, or 101.
  int status(String path) {
    try {
      open(path).abort();
      return 101;
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        return refused.getResponse().statusCode();
      }
      throw e;
    }
  }

  /// One WebSocket.
  static final class Socket implements WebSocket.Listener {
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private volatile boolean over;
    private @Nullable WebSocket connection;
    private String node = "";

    String node() {
      return node;
    }

    boolean isOver() {
      return over;
    }

    String echo(String text) {
      WebSocket to = connection;
      if (to == null) {
        throw new IllegalStateException("not open");
      }
      to.sendText(text, true).join();
      return next();
    }

    void abort() {
      if (connection != null) {
        connection.abort();
      }
    }

    private String next() {
      try {
        String text = texts.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (text == null) {
          throw new AssertionError("nothing came");
        }
        return text;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      texts.add(data.toString());
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      over = true;
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      over = true;
    }
  }
}
