package io.chatcluster.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BucketTest {

  /// Some node's clock may say anything at the start.
  private static final long START = -5_000_000_000L;

  private final List<Bucket> busy = new ArrayList<>();

  private Bucket bucket(long perSecond, long atOnce) {
    return new Bucket(Limit.USER_MESSAGES, "ada", new Rate(perSecond, atOnce), busy::add);
  }

  private static int taken(Bucket bucket, int asked, long now) {
    int taken = 0;
    for (int i = 0; i < asked; i++) {
      if (bucket.waitMillis(1, now) == 0) {
        bucket.charge(1, now);
        taken++;
      }
    }
    return taken;
  }

  @Test
  void it_gives_so_many_at_once_and_then_so_many_a_second() {
    Bucket bucket = bucket(10, 20);

    assertThat(taken(bucket, 100, START)).isEqualTo(20);
    assertThat(bucket.waitMillis(1, START)).isEqualTo(100);
    assertThat(taken(bucket, 100, START + 99)).isZero();
    assertThat(taken(bucket, 100, START + 1_000)).isEqualTo(10);
    assertThat(taken(bucket, 100, START + 3_600_000)).isEqualTo(20);
  }

  @Test
  void what_is_owed_is_paid_before_anything_is_given() {
    Bucket bucket = bucket(10, 20);

    bucket.charge(35, START);

    assertThat(bucket.waitMillis(1, START)).isEqualTo(1_600);
    assertThat(taken(bucket, 1, START + 1_600)).isEqualTo(1);
  }

  @Test
  void nobody_owes_more_than_a_filling_or_five_seconds() {
    Bucket bucket = bucket(10, 20);

    for (int i = 0; i < 100; i++) {
      bucket.charge(1_000_000, START);
    }

    assertThat(bucket.waitMillis(1, START)).isEqualTo(5_100);
    assertThat(bucket.full(START + 7_000)).isTrue();
  }

  @Test
  void a_deep_bucket_owes_a_filling() {
    Bucket bucket = bucket(1, 20);

    bucket.charge(1_000_000, START);

    assertThat(bucket.waitMillis(1, START)).isEqualTo(21_000);
  }

  @Test
  void more_than_it_holds_waits_for_a_full_one() {
    Bucket bucket = bucket(10, 20);

    assertThat(bucket.waitMillis(1_000, START)).isZero();
    bucket.charge(1, START);
    assertThat(bucket.waitMillis(1_000, START)).isEqualTo(100);
  }

  @Test
  void what_was_not_used_is_there_again() {
    Bucket bucket = bucket(10, 20);
    bucket.charge(20, START);

    bucket.giveBack(5);

    assertThat(taken(bucket, 100, START)).isEqualTo(5);
  }

  @Test
  void ordinary_demand_is_never_told_to_others() {
    Bucket bucket = bucket(10, 20);

    for (int second = 0; second < 600; second++) {
      bucket.charge(1, START + second * 1_000L);
    }

    assertThat(busy).isEmpty();
  }

  @Test
  void half_of_a_bucket_at_once_is_told_once_until_it_is_settled() {
    Bucket bucket = bucket(10, 20);

    taken(bucket, 10, START);
    assertThat(busy).isEmpty();
    taken(bucket, 10, START);
    assertThat(busy).containsExactly(bucket);
    bucket.settle(START);
    bucket.charge(1, START);

    assertThat(busy).containsExactly(bucket, bucket);
  }

  @Test
  void demand_that_stays_far_below_half_of_a_bucket_is_told_when_it_goes_on() {
    Bucket bucket = bucket(10, 20);

    for (int tenth = 0; tenth < 50; tenth++) {
      bucket.charge(1, START + tenth * 100L);
    }

    assertThat(busy).containsExactly(bucket);
  }

  @Test
  void settling_says_what_has_not_grown_back_and_learns_what_others_took() {
    Bucket bucket = bucket(10, 20);
    taken(bucket, 15, START);

    assertThat(bucket.settle(START + 500)).isEqualTo(1_000_000);
    bucket.charge(1, START + 500);
    // Another node has taken nine.
    bucket.settled(1_900_000, START + 500);

    assertThat(taken(bucket, 100, START + 500)).isZero();
    assertThat(bucket.settle(START + 500)).isEqualTo(100_000);
  }

  @Test
  void others_cannot_lock_it_for_longer_than_that() {
    Bucket bucket = bucket(10, 20);

    bucket.settled(Long.MAX_VALUE / 4, START);

    assertThat(bucket.waitMillis(1, START)).isEqualTo(5_100);
  }

  @Test
  void loops_that_share_it_lose_nothing() throws InterruptedException {
    Bucket bucket = bucket(1, 100_000);
    AtomicInteger taken = new AtomicInteger();
    try (ExecutorService loops = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        loops.execute(
            () -> {
              for (int k = 0; k < 20_000; k++) {
                bucket.charge(1, START);
                taken.incrementAndGet();
              }
            });
      }
      loops.shutdown();
      assertThat(loops.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(taken(bucket, 100_000, START)).isEqualTo(100_000 - taken.get());
  }
}
