package io.chatcluster.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChainTest {
  private final Chain chain = new Chain();

  @BeforeEach
  void start() {
    chain.startAt(7, 10);
  }

  @Test
  void a_whole_chain_has_no_faults() {
    for (int i = 11; i < 1_000; i++) {
      assertThat(chain.accept(7, i, 7, i - 1)).isTrue();
    }
    assertThat(chain.accept(8, 1, 7, 999)).isTrue();

    assertFaults(0, 0, 0, 0);
    assertThat(chain.epoch()).isEqualTo(8);
    assertThat(chain.offset()).isEqualTo(1);
  }

  @Test
  void what_was_seen_before_is_a_duplicate() {
    chain.accept(7, 11, 7, 10);

    assertThat(chain.accept(7, 11, 7, 10)).isFalse();
    assertThat(chain.accept(7, 9, 7, 8)).isFalse();

    assertFaults(0, 0, 2, 0);
  }

  @Test
  void a_hole_is_a_loss_of_as_many_messages_as_it_is_wide() {
    assertThat(chain.accept(7, 14, 7, 13)).isTrue();

    assertFaults(3, 1, 0, 0);
  }

  @Test
  void what_comes_late_is_a_disorder_and_no_loss() {
    chain.accept(7, 12, 7, 11);

    assertThat(chain.accept(7, 11, 7, 10)).isTrue();
    assertThat(chain.accept(7, 13, 7, 12)).isTrue();

    assertFaults(0, 1, 0, 1);
  }

  @Test
  void a_hole_at_a_change_of_epoch_is_at_least_one_loss() {
    assertThat(chain.accept(8, 5, 8, 4)).isTrue();

    assertFaults(1, 1, 0, 0);
  }

  @Test
  void counts_begin_again_and_the_position_stays() {
    chain.accept(7, 20, 7, 19);
    chain.forgetCounts();

    assertThat(chain.accept(7, 21, 7, 20)).isTrue();

    assertFaults(0, 0, 0, 0);
  }

  private void assertFaults(long missing, long holes, long duplicates, long disorders) {
    assertThat(chain.missing()).as("missing").isEqualTo(missing);
    assertThat(chain.holes()).as("holes").isEqualTo(holes);
    assertThat(chain.duplicates()).as("duplicates").isEqualTo(duplicates);
    assertThat(chain.disorders()).as("disorders").isEqualTo(disorders);
  }
}
