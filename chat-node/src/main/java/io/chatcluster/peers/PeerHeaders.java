package io.chatcluster.peers;

import io.vertx.core.MultiMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The headers of what is forwarded.
final class PeerHeaders {

  /// What only nodes say to each other.
  private static final String PREFIX = "x-chat-peer-";

  static final String PROOF = PREFIX + "proof";
  static final String CLIENT = PREFIX + "client";

  /// Those that are about one connection and not about the request (RFC 9110, 7.6.1), and the
  /// length, which whoever writes the body knows.
  private static final Set<String> OF_ONE_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "expect");

  private PeerHeaders() {}

  /// Copies what is meant for the other end; what is there already gives way.
  static void copy(MultiMap from, MultiMap to) {
    String named = String.join(",", from.getAll("connection")).toLowerCase(Locale.ROOT);
    for (String name : from.names()) {
      String lower = name.toLowerCase(Locale.ROOT);
      boolean hop = OF_ONE_HOP.contains(lower) || Set.of(named.split("\\s*,\\s*")).contains(lower);
      if (!hop && !lower.startsWith(PREFIX)) {
        to.set(name, from.getAll(name));
      }
    }
  }

  /// Adds what a peer wants to know.
  static void add(MultiMap to, Map<String, String> more) {
    more.forEach(to::set);
  }
}
