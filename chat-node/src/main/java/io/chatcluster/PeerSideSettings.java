package io.chatcluster;

import static io.chatcluster.SettingsRules.fitting;

import io.chatcluster.config.Configuration;
import io.chatcluster.config.Variable;
import io.chatcluster.launch.Listening;
import io.chatcluster.peers.PeerAddress;
import io.chatcluster.peers.PeerSettings;
import io.chatcluster.peers.Proof;
import java.time.Duration;

/// What the part of a node that other nodes meet needs to know.
///
/// @param secret what all nodes share; empty: they keep to themselves
/// @param listening the internal port
/// @param address the host under which others reach it; empty: this host's own address
record PeerSideSettings(
    String secret, Listening listening, String address, PeerSettings forwarding) {

  static PeerSideSettings of(Configuration values, String nodeId) {
    String secret = values.text(Variable.PEER_SECRET);
    String address = values.text(Variable.PEER_ADDRESS);
    if (!secret.isEmpty()) {
      fitting("CHAT_PEER_SECRET", () -> new Proof(secret, () -> 0));
    }
    if (!address.isEmpty()) {
      fitting("CHAT_PEER_ADDRESS", () -> new PeerAddress(address, 1));
    }
    Duration longestPoll =
        values.time(Variable.PING_INTERVAL).plus(values.time(Variable.PING_TIMEOUT));
    return new PeerSideSettings(
        secret,
        new Listening(
            Variable.PEER_PORT.variable(),
            values.text(Variable.PEER_HOST),
            values.number(Variable.PEER_PORT)),
        address,
        new PeerSettings(
            nodeId,
            values.time(Variable.PEER_TIMEOUT),
            longestPoll,
            values.number(Variable.PEER_REQUESTS),
            values.number(Variable.PEER_BYTES),
            values.number(Variable.MAX_FRAME)));
  }

  /// Whether requests are forwarded at all.
  boolean isOn() {
    return !secret.isEmpty();
  }
}
