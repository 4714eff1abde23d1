package io.chatcluster.local.redis;

import io.chatcluster.local.process.Child;
import io.chatcluster.local.process.Guard;
import io.chatcluster.local.process.Launch;
import io.chatcluster.local.process.Output;
import io.chatcluster.local.process.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A real Redis with an append-only file, on loopback. Its data survives [#stop()] and [#kill()].
public final class RedisServer implements Program {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final RedisSettings settings;
  private final Path unpacked;
  private final Child child;

  /// A server that is not started yet.
  ///
  /// @param unpacked where a Redis from the jar is put, if the machine has none
  public RedisServer(RedisSettings settings, Path unpacked, Output output) {
    this.settings = settings;
    this.unpacked = unpacked;
    this.child = new Child("redis", settings.directory(), new Guard("TERM", GRACE), output);
  }

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public Child child() {
    return child;
  }

  @Override
  public void start() {
    var configuration = settings.directory().resolve("redis.conf");
    try {
      Files.createDirectories(settings.directory());
      Files.writeString(configuration, settings.configuration());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var command =
        List.of(RedisBinary.find(unpacked).toString(), configuration.toAbsolutePath().toString());
    child.start(new Launch(command, Map.of(), settings.directory(), this::answers, PATIENCE));
  }

  /// While it still reads its append-only file it answers `LOADING`, which is an error.
  private boolean answers() {
    try {
      return RedisCall.send(settings.port(), "PING").equals("PONG");
    } catch (IOException _) {
      return false;
    }
  }

  /// Sends one command and gives back the reply as text, elements of arrays on lines of their own,
  /// nothing for null.
  ///
  /// @throws UncheckedIOException if Redis cannot be reached or answers with an error
  public String call(String... words) {
    try {
      return RedisCall.send(settings.port(), words);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return settings.port();
  }

  /// Its address in the form that nodes take.
  public String url() {
    return "redis://127.0.0.1:" + settings.port();
  }
}
