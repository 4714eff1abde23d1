package io.chatcluster.ws;

import io.chatcluster.limits.ClientAddress;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Whom a node takes in, and how many it has: all of its loops share it. Any thread.
public final class Admission {

  private static final String FORWARDED_FOR = "X-Forwarded-For";

  private final WsSettings.Newcomers settings;
  private final Predicate<@Nullable String> origins;
  private final AtomicInteger sockets = new AtomicInteger();
  private final AtomicInteger http = new AtomicInteger();
  private volatile boolean draining;

  /// @param origins whether a handshake with this `Origin` (null: none) is welcome
  public Admission(WsSettings.Newcomers settings, Predicate<@Nullable String> origins) {
    this.settings = settings;
    this.origins = origins;
  }

  /// Sockets of this node, and handshakes that are becoming sockets.
  public int connections() {
    return sockets.get();
  }

  /// Connections of this node that are not sockets (yet).
  public int httpConnections() {
    return http.get();
  }

  /// Refuses handshakes from now on.
  public void drain() {
    draining = true;
  }

  boolean draining() {
    return draining;
  }

  boolean welcomes(@Nullable String origin) {
    return origins.test(origin);
  }

  /// The address of the client that makes a request.
  public ClientAddress client(HttpServerRequest request) {
    SocketAddress peer = request.remoteAddress();
    List<String> forwardedFor = request.headers().getAll(FORWARDED_FOR);
    return settings.proxies().client(peer == null ? null : peer.hostAddress(), forwardedFor);
  }

  /// Counts a socket in, unless there are as many as there may be.
  boolean admit() {
    boolean fits = sockets.incrementAndGet() <= settings.maxSockets();
    if (!fits) {
      sockets.decrementAndGet();
    }
    return fits;
  }

  boolean full() {
    return sockets.get() >= settings.maxSockets();
  }

  /// Counts a client in who has been let in already.
  public void came() {
    sockets.incrementAndGet();
  }

  /// A client is gone.
  public void gone() {
    socketGone();
  }

  void socketGone() {
    sockets.decrementAndGet();
  }

  /// @return whether there may be that many
  boolean httpCame() {
    return http.incrementAndGet() <= settings.maxHttp();
  }

  void httpGone() {
    http.decrementAndGet();
  }
}
