package io.chatcluster.local.process;

import io.chatcluster.local.machine.Executables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Puts a command under a watcher that ends it when the launcher is gone; `guard.sh` says how.
///
/// The program also becomes the leader of a session of its own. Ctrl-C in a terminal then reaches
/// the launcher alone, which stops everything in order, and killing the program's process group
/// reaches all that it has started.
///
/// @param stopSignal the name of the signal that asks the program to stop, without `SIG`
/// @param grace how long it may take before it is killed
public record Guard(String stopSignal, Duration grace) {

  List<String> around(List<String> command) {
    var guarded = new ArrayList<>(newSession());
    guarded.addAll(List.of("/bin/sh", "-c", script(), "guard"));
    guarded.addAll(List.of(stopSignal, String.valueOf(grace.toSeconds())));
    guarded.addAll(command);
    return guarded;
  }

  /// Linux has `setsid`, macOS has perl; a machine with neither gets no session, and Ctrl-C then
  /// reaches every program.
  private static List<String> newSession() {
    return Executables.find("setsid")
        .map(setsid -> List.of(setsid.toString()))
        .or(() -> Executables.find("perl").map(Guard::newSessionByPerl))
        .orElse(List.of());
  }

  private static List<String> newSessionByPerl(Path perl) {
    var script = "setsid(); exec { $ARGV[0] } @ARGV or die \"cannot run $ARGV[0]: $!\\n\"";
    return List.of(perl.toString(), "-MPOSIX=setsid", "-e", script);
  }

  private static String script() {
    try (var resource = Guard.class.getResourceAsStream("guard.sh")) {
      if (resource == null) {
        throw new IllegalStateException("guard.sh is missing from the jar");
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
