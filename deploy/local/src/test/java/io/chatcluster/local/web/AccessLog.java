package io.chatcluster.local.web;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What a load balancer of the local cluster has answered.
record AccessLog(Path file) {

  /// The paths that a browser has asked for, but for sockets, in the order of the answers.
  ///
  /// @param agent what the browser says it is
  List<String> paths(String agent) throws IOException {
    try (var lines = Files.lines(file)) {
      return lines
          .map(JsonObject::new)
          .filter(line -> line.getString("agent").equals(agent))
          .map(line -> line.getString("path"))
          .filter(path -> !path.equals("/ws"))
          .toList();
    }
  }
}
