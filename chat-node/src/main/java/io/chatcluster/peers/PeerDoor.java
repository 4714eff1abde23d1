package io.chatcluster.peers;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The internal port: lets in what a node has forwarded, and nothing else. Any thread.
public final class PeerDoor {

  private static final int UNAUTHORIZED = 401;

  private final Proof proof;
  private final PeerEvents events;
  private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();

  public PeerDoor(Proof proof, PeerEvents events) {
    this.proof = proof;
    this.events = events;
  }

  /// Puts a handler behind the door, on a server of its own.
  ///
  /// @param inside gets the requests of clients of other nodes, as if the clients had come here
  public HttpServer guard(HttpServer server, Handler<HttpServerRequest> inside) {
    return server
        .connectionHandler(
            connection -> {
              connections.add(connection);
              connection.closeHandler(_ -> connections.remove(connection));
            })
        .requestHandler(request -> open(request, inside));
  }

  private void open(HttpServerRequest request, Handler<HttpServerRequest> inside) {
    String client = request.getHeader(PeerHeaders.CLIENT);
    Proof.Claim claim =
        new Proof.Claim(request.method().name(), request.uri(), client == null ? "" : client);
    if (client != null && proof.holds(request.getHeader(PeerHeaders.PROOF), claim)) {
      inside.handle(request);
    } else {
      events.refused();
      request.response().putHeader("Connection", "close").setStatusCode(UNAUTHORIZED);
      request.response().endHandler(_ -> request.connection().close());
      request.response().end().onFailure(_ -> request.connection().close());
    }
  }

  /// How many connections peers have here.
  public int connections() {
    return connections.size();
  }

  /// Whether a peer has forwarded this request.
  boolean brought(HttpServerRequest request) {
    return connections.contains(request.connection());
  }

  /// The address of the client on whose behalf a peer asks, as that peer has determined it; null if
  /// no peer has brought this request.
  public @Nullable String client(HttpServerRequest request) {
    return brought(request) ? request.getHeader(PeerHeaders.CLIENT) : null;
  }
}
