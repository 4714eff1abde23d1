package io.chatcluster.redis;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A real Redis of its own: a free port, a folder that goes with it, an append-only file.
///
/// Takes the machine's `redis-server`, else the one that comes in a jar.
public final class TestRedis implements AutoCloseable {

  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Path folder;
  private final int port;
  private Process process;

  public TestRedis() {
    try {
      folder = Files.createTempDirectory("chat-redis");
      try (ServerSocket free = new ServerSocket(0)) {
        port = free.getLocalPort();
      }
      process = launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  int port() {
    return port;
  }

  /// Kills it as a crash does and starts it again on what it had synced.
  public void restart() {
    stop();
    start();
  }

  /// Starts it again on what it had synced.
  void start() {
    try {
      process = launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Lets it answer nobody, while its connections stand, until [#thaw].
  public void freeze() {
    signal("STOP");
  }

  public void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
          .inheritIO()
          .start()
          .onExit()
          .join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process launch() throws IOException {
    Process started =
        new ProcessBuilder(
                binary(folder),
                "--port",
                String.valueOf(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                folder.toString(),
                "--appendonly",
                "yes",
                "--appendfsync",
                "always",
                "--save",
                "",
                "--enable-debug-command",
                "local")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("redis.log").toFile())
            .start();
    long deadline = System.nanoTime() + START_NANOS;
    while (!answers()) {
      if (System.nanoTime() > deadline || !started.isAlive()) {
        throw new IllegalStateException("Redis does not answer; see " + folder);
      }
      Thread.onSpinWait();
    }
    return started;
  }

  private boolean answers() {
    try {
      return "PONG".equals(command("PING"));
    } catch (UncheckedIOException | IllegalStateException e) {
      return false;
    }
  }

  /// Sends one command over a connection of its own.
  ///
  /// @return text, a list of answers, or null
  public @Nullable Object command(String... words) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
      for (String word : words) {
        int length = word.getBytes(StandardCharsets.UTF_8).length;
        request.append('$').append(length).append("\r\n").append(word).append("\r\n");
      }
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
      return answer(new BufferedInputStream(socket.getInputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Lets a key look as if nobody had touched it for so long.
  public void age(String key, Duration idle) {
    String script =
        "#!lua flags=allow-oom\nreturn redis.call('RESTORE', KEYS[1], 0, redis.call('DUMP', KEYS[1]), 'REPLACE', 'IDLETIME',"
            + " ARGV[1])";
    command("EVAL", script, "1", key, String.valueOf(idle.toSeconds()));
  }

  /// All that it keeps.
  List<String> keys() {
    return command("KEYS", "*") instanceof List<?> all
        ? all.stream().map(String::valueOf).toList()
        : List.of();
  }

  public String text(String... words) {
    return String.valueOf(command(words));
  }

  private static @Nullable Object answer(InputStream in) throws IOException {
    String line = line(in);
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+', ':' -> rest;
      case '$' -> {
        int length = Integer.parseInt(rest);
        if (length < 0) {
          yield null;
        }
        String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        in.readNBytes(2);
        yield text;
      }
      case '*' -> {
        List<@Nullable Object> all = new ArrayList<>();
        for (int i = Integer.parseInt(rest); i > 0; i--) {
          all.add(answer(in));
        }
        yield all;
      }
      default -> throw new IllegalStateException("Redis says " + line);
    };
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    while (next != '\r') {
      if (next < 0) {
        throw new IOException("Redis is gone");
      }
      line.write(next);
      next = in.read();
    }
    in.readNBytes(1);
    return line.toString(StandardCharsets.UTF_8);
  }

  /// Kills it as a crash does.
  void stop() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    stop();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The machine's own server if it is new enough for sharded pub/sub, else the one of the jar.
  private static String binary(Path folder) throws IOException {
    try {
      Process asked = new ProcessBuilder("redis-server", "--version").start();
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(asked.getInputStream(), StandardCharsets.UTF_8))) {
        if (String.valueOf(out.readLine()).matches(".* v=([7-9]|\\d\\d)\\..*")) {
          return "redis-server";
        }
      }
    } catch (IOException e) {
      // There is none on the PATH.
    }
    String system = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String architecture =
        machine.contains("aarch64") ? "arm64" : system.equals("darwin") ? "x86_64" : "amd64";
    String name = "/redis-server-7.0.15-" + system + "-" + architecture;
    Path file = folder.resolve("redis-server");
    if (!Files.exists(file)) {
      try (InputStream packed = TestRedis.class.getResourceAsStream(name)) {
        if (packed == null) {
          throw new IllegalStateException("no Redis for this machine: " + name);
        }
        Files.copy(packed, file);
      }
      if (!file.toFile().setExecutable(true)) {
        throw new IllegalStateException("cannot run " + file);
      }
    }
    return file.toString();
  }
}
