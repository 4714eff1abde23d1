package io.chatcluster;

import java.io.IOException;
import java.util.Map;

/// The edge of a node in a process of its own, which may have as little memory as a test likes.
///
/// It writes its port and a token on a line, and ends when its input does.
final class FloodedNode {

  /// How the line begins that says the port and a token.
  static final String READY = "ready: ";

  private FloodedNode() {}

  public static void main(String[] arguments) throws IOException {
    try (EdgeRig rig = new EdgeRig(Map.of("CHAT_GUESTS", "true"))) {
      System.out.println(READY + rig.port() + " " + rig.token("flooder"));
      System.in.read();
    }
  }
}
