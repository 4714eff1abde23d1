package io.chatcluster.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  private final Backoff backoff = new Backoff();

  @Test
  void a_program_that_keeps_dying_waits_longer_each_time_up_to_ten_seconds() {
    var waits = Stream.generate(() -> backoff.afterLifeOf(Duration.ofMillis(200))).limit(6);

    assertThat(waits.map(Duration::toSeconds)).containsExactly(1L, 2L, 4L, 8L, 10L, 10L);
  }

  @Test
  void a_program_that_lived_long_is_back_after_one_second() {
    backoff.afterLifeOf(Duration.ZERO);
    backoff.afterLifeOf(Duration.ZERO);

    assertThat(backoff.afterLifeOf(Backoff.STABLE_AFTER)).isEqualTo(Backoff.FIRST);
    assertThat(backoff.afterLifeOf(Duration.ZERO)).isEqualTo(Duration.ofSeconds(2));
  }
}
