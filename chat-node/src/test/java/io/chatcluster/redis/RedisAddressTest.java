package io.chatcluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {

  private static RedisAddress parse(String url) {
    return RedisAddress.parse(url, "");
  }

  @Test
  void an_address_has_its_parts_and_standard_values() {
    assertThat(parse("redis://redis"))
        .isEqualTo(new RedisAddress(false, "redis", 6379, 0, "", "", ""));
    assertThat(parse("rediss://ada:pw@redis.example:6380/3?client=n1"))
        .isEqualTo(new RedisAddress(true, "redis.example", 6380, 3, "ada", "pw", "n1"));
    assertThat(parse("redis://:pw@[::1]:6380/"))
        .isEqualTo(new RedisAddress(false, "[::1]", 6380, 0, "", "pw", ""));
    assertThat(parse("redis://redis?user=ada&password=p%26w&db=2"))
        .isEqualTo(new RedisAddress(false, "redis", 6379, 2, "ada", "p&w", ""));
    assertThat(RedisAddress.parse("redis://ada@redis", "pw").password()).isEqualTo("pw");
    assertThat(RedisAddress.parse("redis://:own@redis", "pw").password()).isEqualTo("own");
  }

  @Test
  void the_client_reads_what_was_meant() {
    assertThat(parse("rediss://ada:p%40s+s%2F:x@redis").connection())
        .isEqualTo("rediss://ada:p%40s%2Bs%2F%3Ax@redis:6379/0");
    assertThat(parse("redis://redis:1/2?client=a b".replace(" ", "%20")).connection())
        .isEqualTo("redis://redis:1/2?client=a+b");
  }

  /// The client would take `localhost` for a host with an underscore.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://chat_redis_1:6379",
        "redis://ada:hunter2/x@redis",
        "redis://ada:hunter2%zz@redis",
        "redis://ada:hunter2%2@redis",
        "redis://ada@redis",
        "redis://hunter2@redis",
        "redis://redis:0",
        "redis://redis:70000",
        "redis://redis/first",
        "redis://redis?password=%zzhunter2",
        "redis://redis?hunter2=1",
        "redis://redis?db=x",
        "redis://redis#hunter2",
        "redis://a,b:6379",
        "unix:///run/redis.sock",
      })
  void what_cannot_be_read_as_it_stands_is_refused_without_its_password(String url) {
    assertThatThrownBy(() -> parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hunter2");
    assertThat(new RedisAddress(true, "redis", 1, 0, "ada", "hunter2", "").toString())
        .doesNotContain("hunter2");
  }
}
