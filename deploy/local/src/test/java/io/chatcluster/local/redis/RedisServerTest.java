package io.chatcluster.local.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatcluster.local.machine.Cache;
import io.chatcluster.local.machine.Executables;
import io.chatcluster.local.machine.Ports;
import io.chatcluster.local.machine.StartException;
import io.chatcluster.local.process.Output;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RedisServerTest {
  @TempDir Path directory;

  private final Path unpacked = Cache.directory();
  private RedisServer redis;

  @BeforeEach
  void startIt() {
    redis = server(Ports.free());
    redis.start();
  }

  @AfterEach
  void stopIt() {
    redis.kill();
  }

  private RedisServer server(int port) {
    var settings = RedisSettings.of(directory, port).withFsync("always").withDebugCommand(true);
    return new RedisServer(settings, unpacked, Output.none());
  }

  @Test
  void what_was_written_survives_a_kill() {
    redis.call("SET", "key", "value");

    redis.kill();
    assertThat(redis.running()).isFalse();
    redis.start();

    assertThat(redis.call("GET", "key")).isEqualTo("value");
  }

  @Test
  void it_refuses_writes_when_full_and_cuts_slow_subscribers() {
    assertThat(redis.call("CONFIG", "GET", "maxmemory-policy")).endsWith("noeviction");
    assertThat(redis.call("CONFIG", "GET", "client-output-buffer-limit"))
        .contains("pubsub 8388608 2097152 10");
    assertThat(redis.call("CONFIG", "GET", "appendfsync")).endsWith("always");
    assertThat(redis.call("CONFIG", "GET", "bind")).endsWith("127.0.0.1");
  }

  @Test
  void a_stopped_one_comes_back_on_the_same_port() {
    var before = redis.pid();

    redis.restart();

    assertThat(redis.pid()).isNotEqualTo(before);
    assertThat(redis.call("PING")).isEqualTo("PONG");
  }

  @Test
  void its_last_line_is_the_reason_why_it_does_not_start() throws IOException {
    try (var neighbour = new ServerSocket(Ports.free(), 1, InetAddress.ofLiteral("127.0.0.1"))) {
      var settings = RedisSettings.of(directory.resolve("other"), neighbour.getLocalPort());
      var second = new RedisServer(settings, unpacked, Output.none());

      assertThatThrownBy(second::start)
          .isInstanceOf(StartException.class)
          .hasMessageStartingWith("redis ended before it served (exit code 1)")
          .hasMessageContaining("listen");
    }
  }

  @Test
  void the_one_from_the_jar_runs_where_the_machine_has_none() {
    assertThat(RedisBinary.unpack(unpacked))
        .hasValueSatisfying(
            program ->
                assertThat(Executables.run(List.of(program.toString(), "-v")).output())
                    .contains("v=7."));
  }
}
