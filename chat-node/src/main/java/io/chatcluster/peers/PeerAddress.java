package io.chatcluster.peers;

import org.jspecify.annotations.Nullable;

/// Where a node listens for its peers.
///
/// @param host a name, or an address; one of IPv6 without brackets
public record PeerAddress(String host, int port) {

  private static final int MAX_PORT = 65_535;

  public PeerAddress {
    if (host.isBlank() || host.contains("[") || host.contains("]") || host.contains("/")) {
      throw new IllegalArgumentException("'" + host + "' is not a host");
    }
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException(port + " is not a port");
    }
  }

  /// Reads what [#toString] has written; null if it is nothing of the kind.
  public static @Nullable PeerAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0 || !text.substring(colon + 1).matches("\\d{1,5}")) {
      return null;
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    try {
      return new PeerAddress(
          bracketed ? host.substring(1, host.length() - 1) : host,
          Integer.parseInt(text.substring(colon + 1)));
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
