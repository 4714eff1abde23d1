package io.chatcluster.local.node;

import io.chatcluster.local.process.Child;
import io.chatcluster.local.process.Guard;
import io.chatcluster.local.process.Launch;
import io.chatcluster.local.process.Output;
import io.chatcluster.local.process.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One chat-node as a process of its own, on loopback.
public final class NodeProcess implements Program {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int TIMEOUT_MILLIS = 2_000;
  private static final int OK = 200;

  private final NodeSettings settings;
  private final Child child;
  private volatile List<String> command;

  /// A node that is not started yet.
  ///
  /// @param grace how long it may drain before [#stop()] kills it
  public NodeProcess(NodeSettings settings, Duration grace, Output output) {
    this.settings = settings;
    this.command = settings.command();
    this.child = new Child(settings.id(), settings.directory(), new Guard("TERM", grace), output);
  }

  @Override
  public String name() {
    return settings.id();
  }

  @Override
  public Child child() {
    return child;
  }

  /// Starts it and returns when it is ready for clients.
  @Override
  public void start() {
    Map<String, String> environment = new HashMap<>(settings.environment());
    environment.put("CHAT_NODE_ID", settings.id());
    environment.put("CHAT_HOST", "127.0.0.1");
    environment.put("CHAT_PORT", String.valueOf(settings.port()));
    environment.put("CHAT_MANAGEMENT_HOST", "127.0.0.1");
    environment.put("CHAT_MANAGEMENT_PORT", String.valueOf(settings.managementPort()));
    child.start(new Launch(command, environment, settings.directory(), this::ready, PATIENCE));
  }

  /// From the next start on, uses another command, for example that of another version.
  public void becomes(List<String> another) {
    command = List.copyOf(another);
  }

  /// Asks it to drain and exit (SIGTERM) and does not wait; see [#awaitEnd(Duration)].
  public void terminate() {
    child.leave();
  }

  /// Whether it reports that it takes clients.
  public boolean ready() {
    try {
      return status("/ready") == OK;
    } catch (IOException _) {
      return false;
    }
  }

  /// Its metrics in the format of Prometheus.
  ///
  /// @throws UncheckedIOException if it does not answer
  public String metrics() {
    try {
      var connection = open("/metrics");
      try (var body = connection.getInputStream()) {
        return new String(body.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int status(String path) throws IOException {
    var connection = open(path);
    try {
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }

  private HttpURLConnection open(String path) throws IOException {
    var uri = URI.create("http://127.0.0.1:" + settings.managementPort() + path);
    var connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    return connection;
  }

  public int port() {
    return settings.port();
  }

  public int managementPort() {
    return settings.managementPort();
  }

  /// `127.0.0.1:<port>`, as the load balancer names it.
  public String address() {
    return "127.0.0.1:" + settings.port();
  }

  /// Where a browser finds its page.
  public String url() {
    return "http://localhost:" + settings.port();
  }
}
