package io.chatcluster.local.command;

import io.chatcluster.local.machine.Repository;
import io.chatcluster.local.machine.StartException;
import io.chatcluster.local.nginx.NginxBinary;
import io.chatcluster.local.node.StandInNode;
import io.chatcluster.local.process.Output;
import java.nio.file.Path;

/// `make cluster` with stand-ins for the nodes.
///
/// With `STAND_IN_NO_NGINX` there is no nginx, and no way to install one.
final class StandInLauncher {
  private StandInLauncher() {}

  public static void main(String[] arguments) throws InterruptedException {
    LocalCluster.launch(new LocalCluster.Parts(_ -> StandInNode.command(), StandInLauncher::nginx));
  }

  private static Path nginx(Repository repository, Output output) {
    if (System.getenv("STAND_IN_NO_NGINX") != null) {
      throw new StartException("nginx is not installed and nobody here may install it");
    }
    return NginxBinary.find(repository, output);
  }
}
