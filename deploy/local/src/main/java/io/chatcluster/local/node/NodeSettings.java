package io.chatcluster.local.node;

import io.chatcluster.local.machine.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How one chat-node process is run.
///
/// @param command starts a node; [#command(Repository)] is the built one
/// @param environment the node's variables but for its id and ports, which are taken from here
/// @param directory its working directory
public record NodeSettings(
    String id,
    int port,
    int managementPort,
    List<String> command,
    Map<String, String> environment,
    Path directory) {

  public NodeSettings {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /// The command of the node built in this tree, on the Java that runs this launcher.
  public static List<String> command(Repository repository) {
    var command = new ArrayList<String>();
    command.add(java().toString());
    if (Files.exists(repository.nodeOptions())) {
      command.add("@" + repository.nodeOptions());
    }
    command.addAll(List.of("-jar", repository.nodeJar().toString()));
    return command;
  }

  /// The same command for a node that compiles less: ready sooner, but with a lower peak, which
  /// suits short runs.
  public static List<String> quick(List<String> command) {
    var quick = new ArrayList<>(command);
    quick.addAll(1, List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
    return List.copyOf(quick);
  }

  /// The Java that runs this launcher.
  public static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }
}
