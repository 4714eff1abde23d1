package io.chatcluster.local.nginx;

import java.nio.file.Path;
import java.util.Map;

/// How one nginx is run.
///
/// @param source the directory with `nginx.conf`, `conf.d/` and `render-upstreams.sh`
/// @param directory gets the configuration that is run, and the access log
/// @param nodes address (`127.0.0.1:8081`) of every node by its id
public record NginxSettings(
    Path source, Path directory, int port, Map<String, String> nodes, NginxLimits limits) {

  public NginxSettings {
    nodes = Map.copyOf(nodes);
  }
}
