package io.chatcluster.local.nginx;

import io.chatcluster.local.machine.Ports;
import io.chatcluster.local.process.Child;
import io.chatcluster.local.process.Guard;
import io.chatcluster.local.process.Launch;
import io.chatcluster.local.process.Output;
import io.chatcluster.local.process.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A real nginx with the configuration of `loadbalancer/`, on loopback.
public final class NginxServer implements Program {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Path program;
  private final NginxSettings settings;
  private final Child child;

  /// An nginx that is not started yet.
  public NginxServer(Path program, NginxSettings settings, Output output) {
    this.program = program;
    this.settings = settings;
    // TERM closes all sockets at once; QUIT would wait for the WebSockets to end.
    this.child = new Child("nginx", settings.directory(), new Guard("TERM", GRACE), output);
  }

  @Override
  public String name() {
    return "nginx";
  }

  @Override
  public Child child() {
    return child;
  }

  @Override
  public void start() {
    NginxConfiguration.write(settings);
    var directory = settings.directory().toAbsolutePath();
    var command =
        List.of(
            program.toString(),
            "-p",
            directory + "/",
            "-c",
            directory.resolve("nginx.conf").toString(),
            "-e",
            "stderr",
            "-g",
            "daemon off; pid nginx-master.pid;");
    child.start(
        new Launch(command, Map.of(), directory, () -> Ports.listening(settings.port()), PATIENCE));
  }

  /// Reads the configuration again (SIGHUP) and does not wait; sockets stay with the workers they
  /// have.
  public void reload() {
    NginxConfiguration.write(settings);
    child.signal("HUP");
  }

  /// One JSON object a line; a WebSocket gets its line when it ends.
  public Path accessLog() {
    return settings.directory().resolve("access.log");
  }

  public int port() {
    return settings.port();
  }

  public String url() {
    return "http://localhost:" + settings.port();
  }
}
