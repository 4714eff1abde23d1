package io.chatcluster.local.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// What it takes to start a process and to know that it serves.
///
/// @param environment is added to the launcher's own
/// @param ready is asked again and again until it says yes, for `patience` at most
public record Launch(
    List<String> command,
    Map<String, String> environment,
    Path directory,
    BooleanSupplier ready,
    Duration patience) {

  public Launch {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }
}
