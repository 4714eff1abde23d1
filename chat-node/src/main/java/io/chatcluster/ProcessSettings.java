package io.chatcluster;

import io.chatcluster.config.Configuration;
import io.chatcluster.config.ConfigurationException;
import io.chatcluster.config.Variable;
import io.chatcluster.launch.Listening;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/// What the process of a node needs to know.
///
/// @param clients the port for WebSockets, HTTP API and web page
/// @param management the port that is never for clients
record ProcessSettings(
    String nodeId, int eventLoops, Listening clients, Listening management, Drain drain) {

  private static final int MAX_NODE_ID = 32;

  /// How a node leaves.
  ///
  /// @param delay how long the load balancer needs to notice
  /// @param window after that, how long it takes to send all clients elsewhere
  record Drain(Duration delay, Duration window) {

    Duration whole() {
      return delay.plus(window);
    }
  }

  static ProcessSettings of(Configuration values) {
    String given = values.text(Variable.NODE_ID);
    int loops = values.number(Variable.EVENT_LOOPS);
    return new ProcessSettings(
        given.isEmpty() ? fromHostName() : given,
        loops > 0 ? loops : Runtime.getRuntime().availableProcessors(),
        listening(values, Variable.HOST, Variable.PORT),
        listening(values, Variable.MANAGEMENT_HOST, Variable.MANAGEMENT_PORT),
        new Drain(values.time(Variable.DRAIN_DELAY), values.time(Variable.DRAIN_WINDOW)));
  }

  private static Listening listening(Configuration values, Variable host, Variable port) {
    return new Listening(port.variable(), values.text(host), values.number(port));
  }

  private static String fromHostName() {
    try {
      String host = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9_-]", "-");
      // The end of a pod's name tells it from the others.
      return host.substring(Math.max(0, host.length() - MAX_NODE_ID));
    } catch (UnknownHostException e) {
      throw new ConfigurationException(
          "CHAT_NODE_ID is empty and this host has no name to take instead");
    }
  }
}
