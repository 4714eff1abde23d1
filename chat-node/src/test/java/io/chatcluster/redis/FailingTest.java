package io.chatcluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is told and counted of commands that Redis refuses again and again.
class FailingTest {

  private final Throwable refusal = new IllegalStateException("NOPERM not for you");

  private final LinkDiary diary = new LinkDiary(Failing.class);
  private final Failing failing = new Failing("log", diary);

  @AfterEach
  void end() {
    diary.close();
  }

  private static Request get() {
    return Request.cmd(Command.GET).arg("secret");
  }

  private static Request append() {
    return Request.cmd(Command.FCALL).arg("chat1_append").arg(1).arg("secret").arg("body");
  }

  private static long seconds(int seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }

  @Test
  void a_command_that_has_failed_for_a_minute_is_told_and_counted_once() {
    for (int second = 0; second <= 180; second += 20) {
      failing.failed(append(), refusal, seconds(second));
      if (second < 60) {
        assertThat(diary.told()).as("after %d s", second).isEmpty();
      }
    }

    assertThat(diary.told())
        .containsExactly(
            "ERROR redis log: fcall chat1_append has failed for a minute, with: NOPERM not for you");
    assertThat(diary.counted).containsExactly("failing 1");
    assertThat(failing.areAny()).isTrue();
  }

  @Test
  void a_success_in_between_begins_the_minute_anew() {
    failing.failed(get(), refusal, seconds(0));
    failing.failed(get(), refusal, seconds(50));
    failing.succeeded(get());
    assertThat(failing.areAny()).isFalse();

    failing.failed(get(), refusal, seconds(61));
    failing.failed(get(), refusal, seconds(120));

    assertThat(diary.told()).isEmpty();
    assertThat(diary.counted).isEmpty();
  }

  @Test
  void what_was_told_is_told_again_when_it_is_over() {
    failing.failed(get(), refusal, seconds(0));
    failing.failed(get(), refusal, seconds(60));

    failing.succeeded(get());

    assertThat(diary.told()).hasSize(2).last().isEqualTo("INFO redis log: get is done again");
    assertThat(diary.counted).containsExactly("failing 1", "failing -1");
  }

  @Test
  void commands_are_told_apart_and_functions_by_their_names() {
    failing.failed(get(), refusal, seconds(0));
    failing.failed(append(), refusal, seconds(30));
    failing.failed(get(), refusal, seconds(60));
    failing.succeeded(append());

    assertThat(diary.counted).containsExactly("failing 1");
    assertThat(diary.told()).hasSize(1).first().asString().contains("get has failed");
    assertThat(Failing.name(append())).isEqualTo("fcall chat1_append");
  }

  // The connection for reads is idle for hours: a command that once failed there is not failing.
  @Test
  void what_nobody_has_tried_for_half_a_minute_counts_no_more() {
    failing.failed(get(), refusal, seconds(0));
    failing.failed(get(), refusal, seconds(60));

    failing.check(seconds(90));
    assertThat(failing.areAny()).as("a while ago").isTrue();
    failing.check(seconds(91));

    assertThat(failing.areAny()).isFalse();
    assertThat(diary.counted).containsExactly("failing 1", "failing -1");
  }
}
