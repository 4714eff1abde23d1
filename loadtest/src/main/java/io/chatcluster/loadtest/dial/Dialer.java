package io.chatcluster.loadtest.dial;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/// Opens connections: with TLS where the URL says so, from each local address in turn.
///
/// Any thread.
public final class Dialer {
  private final SSLContext trust;
  private final List<InetAddress> sources;
  private final AtomicInteger turn = new AtomicInteger();

  /// @param trust whose certificates are believed
  /// @param sources local addresses to connect from; the system's choice if empty
  public Dialer(SSLContext trust, List<InetAddress> sources) {
    this.trust = trust;
    this.sources = List.copyOf(sources);
  }

  /// One for connections that need nothing special.
  public static Dialer plain() {
    return new Dialer(Trust.usual(), List.of());
  }

  /// How the sockets of a generator that mostly reads should be read.
  ///
  /// @param bytes that are read at once at the most
  public Transport transportForReading(int bytes) {
    // Only epoll leaves the local port open until it is known to where, see [#dial].
    return sources.isEmpty() ? Transport.forReading(bytes) : Transport.usual();
  }

  /// Connects to a `ws` or `wss` URL; what comes and goes is plain text for the handler.
  ///
  /// @param bootstrap with event loop, channel and options
  public ChannelFuture dial(Bootstrap bootstrap, URI url, ChannelHandler handler) {
    var host = Target.host(url);
    int port = Target.port(url);
    if (Target.secure(url)) {
      bootstrap.handler(new Encrypted(host, port, handler));
    } else {
      bootstrap.handler(handler);
    }
    if (!sources.isEmpty()) {
      var source = sources.get(Math.floorMod(turn.getAndIncrement(), sources.size()));
      bootstrap.localAddress(new InetSocketAddress(source, 0));
      if (Epoll.isAvailable()) {
        // Else the kernel takes a port before it knows to where, and never gives one twice.
        bootstrap.option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
      }
    }
    return bootstrap.connect(host, port);
  }

  private final class Encrypted extends ChannelInitializer<Channel> {
    private final String host;
    private final int port;
    private final ChannelHandler handler;

    private Encrypted(String host, int port, ChannelHandler handler) {
      this.host = host;
      this.port = port;
      this.handler = handler;
    }

    @Override
    protected void initChannel(Channel channel) {
      var engine = trust.createSSLEngine(host, port);
      engine.setUseClientMode(true);
      var parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
      channel.pipeline().addLast(new SslHandler(engine), handler);
    }
  }
}
