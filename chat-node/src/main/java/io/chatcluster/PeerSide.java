package io.chatcluster;

import io.chatcluster.launch.EventLoops;
import io.chatcluster.launch.Listening;
import io.chatcluster.limits.Proxies;
import io.chatcluster.metrics.Meters;
import io.chatcluster.metrics.Metric;
import io.chatcluster.ops.PeerMeters;
import io.chatcluster.peers.Announcement;
import io.chatcluster.peers.Forwarding;
import io.chatcluster.peers.PeerAddress;
import io.chatcluster.peers.PeerDirectory;
import io.chatcluster.peers.PeerDoor;
import io.chatcluster.peers.Proof;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything that a node has to do with its peers, put together: what it forwards to them, and the
/// internal port at which they forward to it. Without a secret it does neither.
///
/// Made and closed by a thread that may wait.
final class PeerSide {

  private static final Logger LOG = LoggerFactory.getLogger(PeerSide.class);

  /// How much longer than a poll may wait a connection may be silent.
  private static final Duration IDLE_MARGIN = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final EventLoops loops;
  private final PeerSideSettings settings;
  private final List<Forwarding> forwardings = new ArrayList<>();
  private final List<HttpServer> servers = new ArrayList<>();
  private @Nullable PeerDirectory directory;
  private @Nullable PeerDoor door;
  private @Nullable Announcement announcement;

  PeerSide(Vertx vertx, EventLoops loops, Settings settings, RedisSide redis, Meters meters) {
    this.vertx = vertx;
    this.loops = loops;
    this.settings = settings.peers();
    if (!this.settings.isOn()) {
      LOG.info("CHAT_PEER_SECRET is empty: requests for sessions of other nodes are not forwarded");
      return;
    }
    Proof proof = new Proof(this.settings.secret(), System::currentTimeMillis);
    PeerMeters events = new PeerMeters(meters);
    PeerDoor behind = new PeerDoor(proof, events);
    PeerDirectory peers = redis.peers();
    door = behind;
    directory = peers;
    Proxies proxies = settings.edge().ws().newcomers().proxies();
    Forwarding.Means means =
        new Forwarding.Means(peers, behind, proof, request -> client(proxies, request), events);
    forwardings.addAll(loops.onEach(_ -> new Forwarding(vertx, this.settings.forwarding(), means)));
    meters.gauge(
        Metric.PEERS_UNDER_WAY, () -> forwardings.stream().mapToInt(Forwarding::underWay).sum());
    meters.gauge(Metric.PEERS_CONNECTIONS, behind::connections);
  }

  private static String client(Proxies proxies, HttpServerRequest request) {
    SocketAddress peer = request.remoteAddress();
    List<String> forwardedFor = request.headers().getAll("X-Forwarded-For");
    return proxies.client(peer == null ? null : peer.hostAddress(), forwardedFor).value();
  }

  /// Takes a request for a session that is unknown on this node; see [Forwarding#takes].
  ///
  /// @param loop the request's loop, on which this is called
  boolean takes(int loop, HttpServerRequest request, String sid) {
    return !forwardings.isEmpty() && forwardings.get(loop).takes(request, sid);
  }

  /// The client on whose behalf a peer has forwarded this request, as the value of a
  /// `ClientAddress`; null if it came from a client itself.
  @Nullable String client(HttpServerRequest request) {
    return door == null ? null : door.client(request);
  }

  /// Opens the internal port and tells the others of it.
  ///
  /// @param inside what answers on each loop, as it would answer a client
  void listen(IntFunction<Handler<HttpServerRequest>> inside) {
    PeerDoor behind = door;
    PeerDirectory peers = directory;
    if (behind == null || peers == null) {
      return;
    }
    Listening listening = settings.listening();
    List<Future<HttpServer>> opening =
        loops.onEach(
            i -> behind.guard(vertx.createHttpServer(options()), inside.apply(i)).listen());
    opening.forEach(server -> servers.add(listening.await(server)));
    PeerAddress address = new PeerAddress(host(), servers.getFirst().actualPort());
    announcement =
        loops.on(0, () -> new Announcement(vertx, peers, settings.forwarding().node(), address));
    LOG.info("other nodes reach this one at {}", address);
  }

  private HttpServerOptions options() {
    Duration silence = settings.forwarding().longestPoll().plus(IDLE_MARGIN);
    return new HttpServerOptions()
        .setHost(settings.listening().host())
        .setPort(settings.listening().port())
        .setTcpNoDelay(true)
        .setIdleTimeout((int) silence.toSeconds());
  }

  private String host() {
    if (!settings.address().isEmpty()) {
      return settings.address();
    }
    try {
      return InetAddress.getLocalHost().getHostAddress();
    } catch (UnknownHostException _) {
      LOG.warn("this host does not know its own address: set CHAT_PEER_ADDRESS");
      return InetAddress.getLoopbackAddress().getHostAddress();
    }
  }

  void close() {
    Announcement announced = announcement;
    if (announced != null) {
      loops.run(0, announced::stop);
    }
    servers.forEach(server -> EventLoops.await(server.close()));
  }
}
