package io.chatcluster.local.postgres;

import io.chatcluster.local.machine.Executables;
import io.chatcluster.local.machine.StartException;
import java.util.ArrayList;
import java.util.List;

/// Lets PostgreSQL run for root, which it refuses to.
///
/// In a user namespace of its own the process no longer looks like root to itself, while the kernel
/// gives it the same access to its files as before. Containers and development machines are often
/// used as root.
final class NotRoot {
  private NotRoot() {}

  /// The command, in a user namespace if the launcher is root.
  ///
  /// @throws StartException if the launcher is root and the machine does not allow such namespaces
  static List<String> of(List<String> command) {
    if (!root()) {
      return command;
    }
    if (!Executables.find("unshare").isPresent()
        || !Executables.run(List.of("unshare", "-U", "true")).succeeded()) {
      throw new StartException(
          "PostgreSQL does not run as root, and this machine allows no user namespace"
              + " (`unshare -U`): use an ordinary account");
    }
    var wrapped = new ArrayList<>(List.of("unshare", "-U"));
    wrapped.addAll(command);
    return wrapped;
  }

  static boolean root() {
    return Executables.run(List.of("id", "-u")).output().equals("0");
  }
}
