package io.chatcluster.local;

/// `make cluster` with stand-ins for the nodes.
final class StandInLauncher {
  private StandInLauncher() {}

  public static void main(String[] arguments) throws InterruptedException {
    LocalCluster.launch(_ -> StandInNode.command());
  }
}
