package io.chatcluster.peers;

import java.time.Duration;

/// How requests are forwarded.
///
/// @param node this node's id
/// @param patience how long a peer may take to be reached, and to answer a POST
/// @param longestPoll how long a peer may let a GET wait
/// @param most requests of one event loop that may be under way
/// @param mostBytes bodies of one event loop that may be under way
/// @param maxPayload longest body
public record PeerSettings(
    String node, Duration patience, Duration longestPoll, int most, int mostBytes, int maxPayload) {

  /// How long an address is good after a node has last announced it, and how often it does.
  public static final Duration LIFE = Duration.ofSeconds(15);

  static final Duration RENEWAL = LIFE.dividedBy(3);

  public PeerSettings {
    if (node.isEmpty() || most < 1 || mostBytes < 1 || maxPayload < 1) {
      throw new IllegalArgumentException("a node that forwards has a name and limits");
    }
  }
}
