package io.chatcluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A Redis that may drop keys is told and counted when it is found, and when it is over.
class EvictionTest {

  private final LinkDiary diary = new LinkDiary(Eviction.class);
  private final Eviction eviction = new Eviction(diary);

  @AfterEach
  void end() {
    diary.close();
  }

  private void policy(String policy) {
    eviction.read("# Memory\r\nmaxmemory:0\r\nmaxmemory_policy:" + policy + "\r\nallocator:x\r\n");
  }

  @Test
  void a_redis_that_keeps_everything_is_nothing_to_talk_about() {
    policy("noeviction");

    assertThat(diary.told()).isEmpty();
    assertThat(diary.counted).isEmpty();
  }

  @Test
  void a_policy_that_drops_keys_is_an_error_and_is_told_once() {
    policy("allkeys-lru");
    policy("allkeys-lru");

    assertThat(diary.told())
        .containsExactly(
            "ERROR this Redis may drop messages that were acked: its maxmemory-policy is"
                + " allkeys-lru, not noeviction");
    assertThat(diary.counted).containsExactly("evicts true");
  }

  @Test
  void another_such_policy_is_another_line_and_a_safe_one_ends_it() {
    policy("allkeys-lru");
    policy("volatile-ttl");
    policy("noeviction");

    assertThat(diary.told())
        .hasSize(3)
        .last()
        .isEqualTo("INFO the maxmemory-policy of Redis is noeviction again");
    assertThat(diary.counted).containsExactly("evicts true", "evicts false");
  }

  @Test
  void an_answer_without_the_field_changes_nothing() {
    policy("allkeys-lru");

    eviction.read("# Memory\r\nmaxmemory:0\r\n");

    assertThat(diary.counted).containsExactly("evicts true");
  }
}
