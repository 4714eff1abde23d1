package io.chatcluster.archive;

import static io.chatcluster.archive.HistoryFixture.at;
import static io.chatcluster.archive.HistoryFixture.entry;
import static io.chatcluster.archive.HistoryFixture.planned;
import static io.chatcluster.archive.HistoryFixture.pub;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What becomes of each entry of the archive queue: `prev` decides.
class ArchivePlanTest {

  private static final RoomId ROOM = new RoomId("a");

  private static ArchivePlan plan(String head, ArchiveQueue.Entry... entries) {
    return planned(new ArchivePlan(Map.of(ROOM, at(head))), List.of(entries));
  }

  @Test
  void the_successor_of_the_head_is_inserted_and_becomes_the_head() {
    ArchivePlan plan =
        plan("1-5", entry(0, "1-1", "a", "1-5>1-6"), entry(0, "1-2", "a", "1-6>1-7"));

    assertThat(plan.rows()).extracting(row -> row.at().toString()).containsExactly("1-6", "1-7");
    assertThat(plan.committed()).isEqualTo(Map.of(0, at("1-2")));
  }

  @Test
  void the_first_message_of_a_room_needs_no_head() {
    ArchivePlan plan = planned(new ArchivePlan(Map.of()), List.of(entry(0, "1-1", "a", "0-0>1-1")));

    assertThat(plan.rows()).hasSize(1);
  }

  @Test
  void what_is_archived_already_is_committed_again_and_not_inserted() {
    ArchivePlan plan =
        plan("1-6", entry(0, "1-1", "a", "1-5>1-6"), entry(0, "1-2", "a", "1-6>1-7"));

    assertThat(plan.rows()).hasSize(1);
    assertThat(plan.duplicates()).isEqualTo(1);
    assertThat(plan.committed()).isEqualTo(Map.of(0, at("1-2")));
    assertThat(plan.discarded()).isEmpty();
  }

  // A lost branch may come back with its queue after a newer one was archived; the archived head
  // then lies above what the archive never had (found by the simulator).
  @Test
  void what_lies_below_the_head_in_an_older_epoch_is_acked_to_nobody() {
    ArchivePlan plan = plan("3-1", entry(0, "2-3", "a", "2-3>2-4"));

    assertThat(plan.rows()).isEmpty();
    assertThat(plan.discarded()).isEqualTo(Map.of(0, Set.of(at("2-3"))));
    assertThat(plan.committed()).isEqualTo(Map.of(0, at("2-3")));
    assertThat(plan.orphans()).as("most of them are archived").isZero();
    assertThat(plan.duplicates()).isEqualTo(1);
  }

  @Test
  void a_branch_of_an_incarnation_that_lost_is_discarded_and_named() {
    ArchivePlan plan =
        plan("2-1", entry(0, "2-5", "a", "1-6>2-2"), entry(0, "2-6", "a", "2-1>2-2"));

    assertThat(plan.rows()).hasSize(1);
    assertThat(plan.discarded()).isEqualTo(Map.of(0, Set.of(at("2-5"))));
    assertThat(plan.orphans()).isEqualTo(1);
    assertThat(plan.committed()).isEqualTo(Map.of(0, at("2-6")));
  }

  @Test
  void a_missing_predecessor_is_refilled_from_the_room_log() {
    ArchivePlan plan =
        planned(
            new ArchivePlan(Map.of(ROOM, at("1-5"))),
            List.of(entry(0, "1-9", "a", "1-7>1-8")),
            missing -> {
              assertThat(missing).isEqualTo(new ArchivePlan.Missing(ROOM, at("1-5"), at("1-7")));
              return List.of(pub("a", "1-5>1-6"), pub("a", "1-6>1-7"));
            });

    assertThat(plan.rows())
        .extracting(row -> row.at().toString())
        .containsExactly("1-6", "1-7", "1-8");
    assertThat(plan.halted()).isEmpty();
  }

  @Test
  void a_partition_whose_predecessor_is_nowhere_stands_still_and_others_go_on() {
    ArchivePlan plan =
        plan(
            "1-5",
            entry(0, "1-1", "b", "0-0>1-1"),
            entry(0, "1-2", "a", "1-7>1-8"),
            entry(0, "1-3", "b", "1-1>1-2"),
            entry(1, "1-4", "c", "0-0>1-1"));

    assertThat(plan.halted()).containsExactly(0);
    assertThat(plan.committed()).isEqualTo(Map.of(0, at("1-1"), 1, at("1-4")));
    assertThat(plan.rows()).extracting(row -> row.room().value()).containsExactly("b", "c");
  }

  @Test
  void a_refill_with_a_hole_or_short_of_its_end_is_no_refill() {
    for (List<String> found :
        List.of(List.of("1-5>1-6"), List.of("1-6>1-7"), List.of("1-5>1-6", "1-8>1-9"))) {
      ArchivePlan plan =
          planned(
              new ArchivePlan(Map.of(ROOM, at("1-5"))),
              List.of(entry(0, "1-9", "a", "1-7>1-8")),
              _ -> found.stream().map(one -> pub("a", one)).toList());

      assertThat(plan.halted()).as("%s", found).containsExactly(0);
      assertThat(plan.rows()).isEmpty();
      assertThat(plan.committed()).isEqualTo(Map.<Integer, Position>of());
    }
  }
}
