package io.chatcluster.local.redis;

import java.nio.file.Path;

/// How one Redis is run.
///
/// @param directory holds its configuration and its append-only file
/// @param fsync `always`, `everysec` or `no`: when the append-only file is forced to disk
/// @param debugCommand allows `DEBUG`, which tests use to freeze it
public record RedisSettings(Path directory, int port, String fsync, boolean debugCommand) {

  /// As in production: at most the last second is lost in a power cut, and no `DEBUG`.
  public static RedisSettings of(Path directory, int port) {
    return new RedisSettings(directory, port, "everysec", false);
  }

  public RedisSettings withFsync(String policy) {
    return new RedisSettings(directory, port, policy, debugCommand);
  }

  public RedisSettings withDebugCommand(boolean allowed) {
    return new RedisSettings(directory, port, fsync, allowed);
  }

  String configuration() {
    return """
    bind 127.0.0.1
    port %d
    daemonize no
    dir "%s"
    # The append-only file alone holds the data.
    save ""
    appendonly yes
    appendfsync %s
    # A full Redis refuses writes, which senders see; evicting a room log would lose acked messages.
    maxmemory-policy noeviction
    # A node that cannot keep up is cut off early; it then reads what it missed from the room logs.
    client-output-buffer-limit pubsub 8mb 2mb 10
    enable-debug-command %s
    """
        .formatted(port, directory.toAbsolutePath(), fsync, debugCommand ? "local" : "no");
  }
}
