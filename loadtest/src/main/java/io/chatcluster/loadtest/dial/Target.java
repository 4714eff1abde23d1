package io.chatcluster.loadtest.dial;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A cluster as clients reach it: a load balancer, or a single node.
///
/// @param socket where WebSockets are opened, `ws` or `wss`
/// @param guests where guest tokens are given, `http` or `https`
public record Target(URI socket, URI guests) {
  private static final String SOCKET_PATH = "/ws";
  private static final String GUESTS_PATH = "/api/guest";
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /// Reads an address as people write it: `http`, `https`, `ws` or `wss`; without a path it is
  /// `/ws`.
  ///
  /// @throws CannotStartException if it is none
  public static Target of(String url) {
    URI given;
    try {
      given = new URI(url);
    } catch (URISyntaxException e) {
      throw new CannotStartException("'%s' is not a URL".formatted(url), e);
    }
    if (given.getRawUserInfo() != null) {
      throw new CannotStartException("a URL with a password in it ends up in logs: leave it out");
    }
    boolean secure = secure(url, given.getScheme());
    if (given.getHost() == null) {
      throw new CannotStartException("'%s' names no host".formatted(url));
    }
    if (given.getRawQuery() != null || given.getRawFragment() != null) {
      throw new CannotStartException("'%s' has more than a path".formatted(url));
    }
    var authority = given.getRawAuthority();
    var path = given.getRawPath().length() > 1 ? given.getRawPath() : SOCKET_PATH;
    return new Target(
        URI.create((secure ? "wss://" : "ws://") + authority + path),
        URI.create((secure ? "https://" : "http://") + authority + GUESTS_PATH));
  }

  private static boolean secure(String url, @Nullable String scheme) {
    return switch (scheme == null ? "" : scheme.toLowerCase(Locale.ROOT)) {
      case "http", "ws" -> false;
      case "https", "wss" -> true;
      default ->
          throw new CannotStartException(
              "'%s' does not begin with http://, https://, ws:// or wss://".formatted(url));
    };
  }

  /// Whether its sockets are encrypted.
  public boolean secure() {
    return secure(socket);
  }

  static boolean secure(URI url) {
    return "wss".equals(url.getScheme());
  }

  /// The port of a `ws` or `wss` URL; the usual one where it names none.
  static int port(URI url) {
    if (url.getPort() > 0) {
      return url.getPort();
    }
    return secure(url) ? HTTPS_PORT : HTTP_PORT;
  }

  /// The host of a URL, an IPv6 address without its brackets.
  static String host(URI url) {
    var host = url.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
