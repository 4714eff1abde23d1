package io.chatcluster.local.redis;

import io.chatcluster.local.machine.Cache;
import io.chatcluster.local.machine.Executables;
import io.chatcluster.local.machine.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Finds a `redis-server`: the machine's own if it is new enough, else the one that comes in a jar.
final class RedisBinary {
  /// The first version with functions and sharded pub/sub.
  private static final int OLDEST_MAJOR = 7;

  private static final Pattern VERSION = Pattern.compile("v=(\\d+)\\.");

  private RedisBinary() {}

  /// The program's path.
  ///
  /// @param unpacked a directory for the one from the jar @throws StartException if the machine has
  /// none and the jar has none for this kind of machine
  static Path find(Path unpacked) {
    return Executables.find("redis-server")
        .filter(RedisBinary::newEnough)
        .or(() -> unpack(unpacked))
        .orElseThrow(
            () ->
                new StartException(
                    "there is no Redis %d or newer on the PATH and none for this kind of machine in"
                            .formatted(OLDEST_MAJOR)
                        + " the jar: install redis-server"));
  }

  private static boolean newEnough(Path program) {
    var version = VERSION.matcher(Executables.run(List.of(program.toString(), "-v")).output());
    return version.find() && Integer.parseInt(version.group(1)) >= OLDEST_MAJOR;
  }

  static Optional<Path> unpack(Path directory) {
    var name = "redis-server-7.0.15-%s-%s".formatted(system(), architecture());
    try (var resource = RedisBinary.class.getResourceAsStream("/" + name)) {
      if (resource == null) {
        return Optional.empty();
      }
      byte[] program = resource.readAllBytes();
      var target = directory.resolve(name + "-" + Cache.digest(program));
      if (Files.isExecutable(target)) {
        return Optional.of(target);
      }
      Files.createDirectories(directory);
      // Another launcher may do the same now: each writes a file of its own, the last rename wins.
      var partial = Files.createTempFile(directory, name, ".partial");
      Files.write(partial, program);
      if (!partial.toFile().setExecutable(true)) {
        throw new IOException("cannot make " + partial + " executable");
      }
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      return Optional.of(target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String system() {
    var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return system.startsWith("mac") ? "darwin" : system;
  }

  private static String architecture() {
    return switch (System.getProperty("os.arch")) {
      case "aarch64" -> "arm64";
      case "x86_64" -> "amd64";
      case String other -> other;
    };
  }
}
