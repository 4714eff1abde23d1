package io.chatcluster.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusedOriginsTest {

  private final List<String> lines = new ArrayList<>();
  private long now = Long.MAX_VALUE - 1_000;
  private final RefusedOrigins origins =
      new RefusedOrigins(Origins.of("http://ours"), () -> now, lines::add);

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  void a_refused_origin_is_named_once() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(origins.test("http://chat.test:8080")).isFalse();
      pass(Duration.ofSeconds(1));
    }

    assertThat(lines)
        .containsExactly(
            "refused a page of the origin http://chat.test:8080, which CHAT_ORIGINS does not name"
                + " (and 0 others, unsaid)");
  }

  @Test
  void and_again_when_an_hour_has_passed() {
    origins.test("http://theirs");
    pass(Duration.ofHours(1));
    origins.test("http://theirs");

    assertThat(lines).hasSize(2);
  }

  @Test
  void who_is_welcome_is_not_named() {
    assertThat(origins.test("http://ours")).isTrue();
    assertThat(origins.test(null)).isTrue();

    assertThat(lines).isEmpty();
  }

  @Test
  void made_up_origins_make_a_line_in_ten_seconds_and_are_counted() {
    for (int i = 0; i < 1_000; i++) {
      origins.test("http://made-up-" + i);
    }
    pass(Duration.ofSeconds(10));
    origins.test("http://real");

    assertThat(lines).hasSize(2);
    assertThat(lines.getLast()).contains("http://real", "999 others");
  }

  @Test
  void what_a_stranger_writes_cannot_break_out_of_its_line() {
    origins.test("http://a\nERROR \u001b[31m \u202e" + "x".repeat(10_000));

    assertThat(lines.getFirst()).hasSizeLessThan(400).matches("[ -~]+");
  }
}
