package io.chatcluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Priority;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Reads that wait for each other: bounded in bytes, in number and in time.
class ReadQueueTest {

  private static final int PAGE = 4_000;

  private final List<String> begun = new ArrayList<>();
  private final List<Promise<String>> answers = new ArrayList<>();
  private long nanos;
  private final ReadQueue queue =
      new ReadQueue(new RedisSettings.Reads(2 * PAGE, 5, Duration.ofSeconds(5)), () -> nanos);

  private Future<String> read(Priority priority, int bytes, String name) {
    return queue.submit(
        priority,
        bytes,
        () -> {
          begun.add(name);
          Promise<String> answer = Promise.promise();
          answers.add(answer);
          return answer.future();
        });
  }

  private Future<String> page(String name) {
    return read(Priority.CLIENT, PAGE, name);
  }

  private static BrokerException.Kind kind(Future<?> failed) {
    return ((BrokerException) failed.cause()).kind();
  }

  @Test
  void no_more_bytes_are_under_way_than_may_be() {
    page("1");
    page("2");
    Future<String> third = page("3");

    assertThat(begun).containsExactly("1", "2");
    assertThat(queue.underWay()).isEqualTo(2 * PAGE);
    answers.getFirst().complete("a");
    assertThat(begun).containsExactly("1", "2", "3");
    answers.get(2).complete("c");
    assertThat(third.result()).isEqualTo("c");
  }

  // 5,000 heads at once were more commands than the link takes: the rest was refused.
  @Test
  void no_more_reads_are_under_way_than_are_of_use_however_small_they_are() {
    for (int i = 0; i < 2 * ReadQueue.MOST_UNDER_WAY; i++) {
      read(Priority.CLIENT, 1, "head " + i);
    }

    assertThat(begun).hasSize(ReadQueue.MOST_UNDER_WAY);
    answers.getFirst().complete("0-0");
    assertThat(begun).hasSize(ReadQueue.MOST_UNDER_WAY + 1);
  }

  @Test
  void a_page_that_is_longer_than_all_that_may_be_is_read_alone() {
    page("1");
    read(Priority.CLIENT, 10 * PAGE, "long");
    page("2");

    assertThat(begun).containsExactly("1");
    answers.getFirst().complete("");
    assertThat(begun).containsExactly("1", "long");
    answers.get(1).complete("");
    assertThat(begun).containsExactly("1", "long", "2");
  }

  @Test
  void the_node_goes_before_clients_and_heads_before_pages() {
    page("1");
    page("2");
    page("3");
    read(Priority.CLIENT, 64, "head");
    read(Priority.NODE, PAGE, "feed");
    assertThat(queue.waiting()).isEqualTo(3);

    answers.getFirst().complete("");
    answers.get(1).complete("");

    assertThat(begun).containsExactly("1", "2", "feed", "head");
    answers.get(2).complete("");
    assertThat(begun).containsExactly("1", "2", "feed", "head", "3");
  }

  @Test
  void too_many_that_wait_are_refused_at_once() {
    for (int i = 0; i < 7; i++) {
      page("" + i);
    }

    Future<String> refused = page("more");

    assertThat(kind(refused)).isEqualTo(BrokerException.Kind.OVERLOADED);
    assertThat(queue.waiting()).isEqualTo(5);
  }

  @Test
  void who_has_waited_too_long_is_told_so_and_never_begins() {
    page("1");
    page("2");
    Future<String> late = page("late");
    nanos += Duration.ofSeconds(3).toNanos();
    Future<String> patient = page("patient");
    nanos += Duration.ofSeconds(3).toNanos();

    queue.expire();

    assertThat(kind(late)).isEqualTo(BrokerException.Kind.UNAVAILABLE);
    assertThat(late.cause()).hasMessage("a read has waited 6000 ms for its turn");
    assertThat(patient.isComplete()).isFalse();
    answers.getFirst().complete("");
    assertThat(begun).containsExactly("1", "2", "patient");
  }

  @Test
  void a_read_that_fails_at_once_gives_its_room_back_and_deep_queues_do_not_recurse() {
    page("1");
    page("2");
    for (int i = 0; i < 5; i++) {
      queue.submit(Priority.CLIENT, PAGE, () -> Future.failedFuture("down"));
    }

    answers.getFirst().fail("down");
    answers.get(1).fail("down");

    assertThat(queue.waiting()).isZero();
    assertThat(queue.underWay()).isZero();
  }
}
