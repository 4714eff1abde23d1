package io.chatcluster.local.nginx;

import io.chatcluster.local.machine.Executables;
import io.chatcluster.local.machine.Repository;
import io.chatcluster.local.machine.StartException;
import io.chatcluster.local.process.Output;
import java.nio.file.Path;
import java.util.List;

/// Finds nginx, or installs it with the system's package manager.
public final class NginxBinary {
  private NginxBinary() {}

  /// The program's path.
  ///
  /// @throws StartException with the reason if there is none and it cannot be installed
  public static Path find(Repository repository, Output output) {
    return Executables.find("nginx").orElseGet(() -> install(repository, output));
  }

  private static Path install(Repository repository, Output output) {
    output.line("cluster", "nginx is missing; installing it");
    var result = Executables.run(List.of(repository.installer().toString(), "nginx"));
    return Executables.find("nginx")
        .orElseThrow(() -> new StartException(lastLine(result.output())));
  }

  private static String lastLine(String text) {
    return text.substring(text.lastIndexOf('\n') + 1);
  }
}
