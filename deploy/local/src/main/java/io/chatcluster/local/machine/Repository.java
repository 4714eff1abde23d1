package io.chatcluster.local.machine;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where the parts of this source tree are; `root` is its top directory.
public record Repository(Path root) {

  /// The tree around the working directory.
  ///
  /// @throws StartException if the working directory is not inside one
  public static Repository find() {
    var start = Path.of("").toAbsolutePath();
    for (@Nullable Path at = start; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("loadbalancer/nginx.conf"))) {
        return new Repository(at);
      }
    }
    throw new StartException(start + " is not inside a checkout of Chat Cluster");
  }

  public Path loadBalancer() {
    return root.resolve("loadbalancer");
  }

  /// The installer of programs that come from the system's package manager.
  public Path installer() {
    return root.resolve("deploy/local/install.sh");
  }

  public Path nodeOptions() {
    return root.resolve("chat-node/jvm.options");
  }

  public Path nodeJar() {
    return root.resolve("chat-node/target/chat-node.jar");
  }

  public Path loadTestJar() {
    return root.resolve("loadtest/target/loadtest.jar");
  }
}
