package io.chatcluster.archive;

import static io.chatcluster.archive.HistoryFixture.at;
import static io.chatcluster.archive.HistoryFixture.entry;
import static io.chatcluster.archive.HistoryFixture.planned;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Who archives what a silent holder does not, and for how long.
class TakeoverTest {

  private static final long SECOND = 1_000_000_000L;
  private static final RoomId ROOM = new RoomId("a");

  private final Takeover takeover = new Takeover(2 * SECOND);
  private int seconds;
  private int front = 1;

  /// A second later the front of partition 3 is where it was.
  private Set<Integer> stuck(Integer... held) {
    return takeover.measured(Map.of(3, new Position(1, front)), Set.of(held), ++seconds * SECOND);
  }

  /// A second later the front of partition 3 has moved.
  private void moves(Integer... held) {
    front++;
    stuck(held);
  }

  private void taken() {
    stuck();
    stuck();
    stuck();
    assertThat(takeover.taken()).containsExactly(3);
  }

  /// A batch of which the first `others` are archived already, and so many are not.
  private void archives(int others, int own) {
    List<ArchiveQueue.Entry> batch = new ArrayList<>();
    for (int n = 1; n <= others + own; n++) {
      batch.add(entry(3, "1-" + n, "a", "1-" + (n - 1) + ">1-" + n));
    }
    takeover.archived(planned(new ArchivePlan(Map.of(ROOM, at("1-" + others))), batch));
  }

  @Test
  void what_has_not_moved_for_long_enough_is_taken_over() {
    assertThat(stuck()).isEmpty();
    assertThat(stuck()).isEmpty();
    assertThat(stuck()).containsExactly(3);
    assertThat(takeover.taken()).containsExactly(3);
  }

  @Test
  void what_moves_however_slowly_is_left_alone() {
    for (int second = 0; second < 9; second++) {
      stuck();
      moves();
    }

    assertThat(takeover.taken()).isEmpty();
  }

  @Test
  void what_this_node_holds_is_not_taken_over() {
    stuck(3);
    stuck(3);
    stuck(3);

    assertThat(takeover.taken()).isEmpty();
  }

  @Test
  void who_does_the_work_alone_goes_on() {
    taken();

    archives(0, 5);
    moves();
    moves();
    archives(2, 5);
    moves();

    assertThat(takeover.taken()).containsExactly(3);
  }

  @Test
  void a_holder_that_was_only_slow_has_it_back() {
    taken();

    archives(3, 2);
    moves();

    assertThat(takeover.taken()).as("others archived more of it than this node").isEmpty();
  }

  @Test
  void a_holder_that_is_faster_each_time_has_it_back() {
    taken();

    archives(4, 0);
    moves();

    assertThat(takeover.taken()).isEmpty();
  }

  @Test
  void what_others_did_before_does_not_count_for_ever() {
    taken();

    archives(2, 3);
    moves();
    archives(2, 3);
    archives(1, 3);
    moves();

    assertThat(takeover.taken()).containsExactly(3);
  }

  @Test
  void what_comes_to_this_node_by_itself_is_no_longer_taken_over() {
    taken();

    moves(3);

    assertThat(takeover.taken()).isEmpty();
  }
}
