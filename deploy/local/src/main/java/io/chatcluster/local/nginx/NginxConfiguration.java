package io.chatcluster.local.nginx;

import io.chatcluster.local.machine.Executables;
import io.chatcluster.local.machine.Ports;
import io.chatcluster.local.machine.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Makes the configuration of a local nginx: that of `loadbalancer/`, with the includes that differ
/// between sites replaced.
final class NginxConfiguration {
  private static final int MOST_SOCKETS = 65_536;

  private NginxConfiguration() {}

  /// Writes `nginx.conf` and all its includes into the settings' directory.
  ///
  /// @throws StartException if the list of nodes is not valid
  static void write(NginxSettings settings) {
    var upstreams = upstreams(settings);
    var includes = settings.directory().resolve("conf.d");
    try {
      Files.createDirectories(includes);
      copy(settings.source().resolve("nginx.conf"), settings.directory());
      try (var files = Files.newDirectoryStream(settings.source().resolve("conf.d"), "*.conf")) {
        for (var file : files) {
          copy(file, includes);
        }
      }
      Files.writeString(includes.resolve("capacity.conf"), capacity());
      Files.writeString(includes.resolve("listen.conf"), listen(settings.port()));
      Files.writeString(includes.resolve("paths.conf"), paths());
      Files.writeString(includes.resolve("rates.conf"), settings.limits().configuration());
      Files.writeString(includes.resolve("upstreams.conf"), upstreams);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path file, Path into) throws IOException {
    Files.copy(file, into.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
  }

  /// Production's own script does it; there is no second way.
  private static String upstreams(NginxSettings settings) {
    var nodes =
        new TreeMap<>(settings.nodes())
            .entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(","));
    var script = settings.source().resolve("render-upstreams.sh").toString();
    var result = Executables.run(List.of("env", "CHAT_NODES=" + nodes, "/bin/sh", script));
    if (!result.succeeded()) {
      throw new StartException(result.output());
    }
    return result.output() + "\n";
  }

  /// As many descriptors as this process may have, since nginx as an ordinary user cannot raise
  /// them.
  private static String capacity() {
    var answer = Executables.run(List.of("/bin/sh", "-c", "ulimit -Hn")).output();
    var most =
        answer.matches("\\d{1,9}")
            ? Math.min(Integer.parseInt(answer), MOST_SOCKETS)
            : MOST_SOCKETS;
    return """
    worker_rlimit_nofile %d;
    events {
        worker_connections %d;
    }
    """
        .formatted(most, most);
  }

  /// Loopback; with IPv6 where there is one, since nginx does not start on an address that the
  /// kernel does not know.
  private static String listen(int port) {
    var ipv4 = "listen 127.0.0.1:%d backlog=4096;\n".formatted(port);
    return Ports.ipv6() ? ipv4 + "listen [::1]:%d backlog=4096;\n".formatted(port) : ipv4;
  }

  /// Relative to the directory: an ordinary user may not write where the package would.
  private static String paths() {
    return """
    access_log access.log chat;
    client_body_temp_path client-body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    """;
  }
}
