package io.chatcluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.broker.Memos;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The obligations of the port, on a real Redis.
class RedisMemosTest {

  private final RedisRig rig = new RedisRig();
  private final Memos memos = rig.broker.memos();

  @AfterEach
  void stop() {
    rig.close();
  }

  private String found(String name) {
    return rig.on(() -> memos.find(name)).orElse("none");
  }

  @Test
  void a_text_is_there_until_it_is_forgotten_or_its_time_is_over() {
    assertThat(found("a1")).isEqualTo("none");
    rig.on(() -> memos.keep("a1", "one, \"大厅\"", Duration.ofMinutes(1)));
    rig.on(() -> memos.keep("b2", "short", Duration.ofMillis(300)));
    rig.on(() -> memos.keep("a1", "two, \"大厅\"", Duration.ofMinutes(1)));

    assertThat(found("a1")).isEqualTo("two, \"大厅\"");
    await().atMost(10, TimeUnit.SECONDS).until(() -> found("b2").equals("none"));
    rig.on(() -> memos.forget("a1"));
    assertThat(found("a1")).isEqualTo("none");
  }
}
