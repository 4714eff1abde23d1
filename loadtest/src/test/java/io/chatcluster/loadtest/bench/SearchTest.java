package io.chatcluster.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SearchTest {
  @Test
  void the_highest_rate_of_a_server_is_found_within_ten_percent() {
    for (int capacity = 1; capacity < 100_000; capacity = capacity * 5 / 4 + 1) {
      var search = new Search(100, 30);

      int tries = search(search, capacity);

      assertThat(search.held()).isBetween(capacity - capacity / 8 - 1, capacity);
      assertThat(tries).isLessThan(22);
    }
  }

  @Test
  void it_ends_after_its_steps_with_the_best_rate_so_far() {
    var search = new Search(100, 3);

    assertThat(search(search, 100_000)).isEqualTo(3);

    assertThat(search.held()).isEqualTo(400);
  }

  @Test
  void a_server_that_holds_nothing_gets_a_zero() {
    var search = new Search(100, 30);

    search(search, 0);

    assertThat(search.held()).isZero();
  }

  /// Tries what the search asks for against a server that holds every rate up to its capacity.
  private static int search(Search search, int capacity) {
    int tries = 0;
    for (var next = search.next(); next.isPresent(); next = search.next()) {
      search.tried(next.getAsInt(), next.getAsInt() <= capacity);
      tries++;
    }
    return tries;
  }
}
