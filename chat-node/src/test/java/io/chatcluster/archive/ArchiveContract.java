package io.chatcluster.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatcluster.broker.Bound;
import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Epochs;
import io.chatcluster.protocol.Content;
import io.chatcluster.protocol.ContentCodec;
import io.chatcluster.protocol.Kind;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What every [Archive], [ArchiveStore] and [Epochs] owes, duty by duty.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ArchiveContract {

  private static final UserId ADA = new UserId("ada");
  private static final Position END = new Position(1_000, 0);
  private static final int PARTITIONS = 8;

  protected abstract ArchiveRig rig();

  private static MessageId id(long number) {
    return MessageId.create(1_790_000_000_000L, 7, number);
  }

  private static Publication row(RoomId room, String prevAndAt, long id) {
    int arrow = prevAndAt.indexOf('>');
    Content content = new Content.Chat(id(id), ADA, "Ada", 1_790_000_000_000L, "text " + id);
    return new Publication(
        room,
        Position.parse(prevAndAt.substring(arrow + 1)),
        Position.parse(prevAndAt.substring(0, arrow)),
        "n1",
        Kind.CHAT,
        ContentCodec.encode(content));
  }

  private void commit(RoomId room, Publication... rows) {
    try (ArchiveStore session = rig().session();
        ArchiveStore.Transaction transaction = session.begin(Map.of(), Set.of(room))) {
      transaction.insert(List.of(rows));
      transaction.commit();
    }
  }

  private List<String> all(RoomId room) {
    return places(rig().answer(rig().archive().range(room, Position.NONE, END, page(100))));
  }

  private static List<String> places(List<Publication> rows) {
    return rows.stream().map(row -> row.prev() + ">" + row.at()).toList();
  }

  private static Bound page(int count) {
    return new Bound(count, 1 << 19);
  }

  private Epochs.Standing claim(int partition, String incarnation, long above, long stood) {
    Epochs.Claim claim = new Epochs.Claim(partition, incarnation, above, stood);
    Epochs.Standing standing = rig().answer(rig().epochs().claim(List.of(claim))).get(partition);
    assertThat(standing).isNotNull();
    return standing == null ? new Epochs.Standing(-1, "") : standing;
  }

  @Test
  void archive_duty_1_only_committed_rows_are_shown_and_all_of_them_at_once() {
    RoomId room = new RoomId("committed");
    try (ArchiveStore session = rig().session();
        ArchiveStore.Transaction transaction = session.begin(Map.of(), Set.of(room))) {
      transaction.insert(List.of(row(room, "0-0>1-1", 1)));
      assertThat(all(room)).isEmpty();

      transaction.commit();
      assertThat(all(room)).containsExactly("0-0>1-1");
      assertThat(rig().answer(rig().archive().heads(Set.of(room, new RoomId("silent")))))
          .isEqualTo(Map.of(room, Position.parse("1-1")));
      assertThat(rig().answer(rig().archive().find(room, ADA, id(1))))
          .contains(Position.parse("1-1"));
      assertThat(rig().answer(rig().archive().find(room, ADA, id(2)))).isEmpty();
    }
  }

  @Test
  void archive_duty_2_and_store_duty_7_what_cannot_be_reached_is_unavailable_and_nothing_else() {
    Runnable back = rig().away();
    ArchiveStore session = rig().session();
    try {
      Future<Map<RoomId, Position>> asked = rig().archive().heads(Set.of(new RoomId("any")));
      rig().until(asked::isComplete);

      assertThat(asked.cause()).isInstanceOf(BrokerException.class);
      assertThatThrownBy(() -> session.rebalance(PARTITIONS)).isInstanceOf(BrokerException.class);
    } finally {
      session.close();
      back.run();
    }
  }

  @Test
  void archive_duty_3_a_page_begins_where_it_should_leaves_nothing_out_and_ends_when_full() {
    RoomId room = new RoomId("pages");
    commit(
        room,
        row(room, "0-0>1-9", 11),
        row(room, "1-9>1-10", 12),
        row(room, "1-10>2-1", 13),
        row(room, "2-1>2-2", 14));
    Position second = Position.parse("1-10");
    Bound least = new Bound(100, 1);

    assertThat(places(rig().answer(rig().archive().range(room, second, END, page(1)))))
        .containsExactly("1-10>2-1");
    assertThat(places(rig().answer(rig().archive().range(room, Position.NONE, second, page(100)))))
        .containsExactly("0-0>1-9", "1-9>1-10");
    assertThat(places(rig().answer(rig().archive().range(room, second, END, least)))).hasSize(1);
    assertThat(places(rig().answer(rig().archive().newest(room, second, END, page(100)))))
        .containsExactly("2-1>2-2", "1-10>2-1");
    Map<RoomId, Position> above = Map.of(room, second, new RoomId("silent"), Position.NONE);
    Map<RoomId, List<Publication>> newest = rig().answer(rig().archive().newest(above, 1, 10_000));
    assertThat(newest).containsOnlyKeys(room);
    assertThat(places(newest.getOrDefault(room, List.of()))).containsExactly("2-1>2-2");
    assertThat(rig().answer(rig().archive().newest(above, 100, 1)).getOrDefault(room, List.of()))
        .as("one at the least")
        .hasSize(1);
  }

  @Test
  void archive_duty_4_passed_is_what_will_never_be_archived_at_its_place() {
    RoomId room = new RoomId("doubts");
    commit(room, row(room, "0-0>1-1", 21), row(room, "1-1>2-1", 22));
    Position lost = Position.parse("1-2");

    List<Archive.Finding> findings =
        rig()
            .answer(
                rig()
                    .archive()
                    .settle(
                        List.of(
                            new Archive.Doubt(room, ADA, id(22), Position.NONE),
                            new Archive.Doubt(room, ADA, id(23), lost),
                            new Archive.Doubt(room, ADA, id(24), Position.parse("1-1")),
                            new Archive.Doubt(room, ADA, id(25), Position.parse("2-2")),
                            new Archive.Doubt(new RoomId("silent"), ADA, id(26), lost))));

    assertThat(findings.getFirst().at()).contains(Position.parse("2-1"));
    assertThat(findings.subList(1, 5)).allMatch(finding -> finding.at().isEmpty());
    assertThat(findings.subList(1, 5))
        .extracting(Archive.Finding::passed)
        .as("nothing there and something above; something there; nothing above; no such room")
        .containsExactly(true, false, false, false);
  }

  @Test
  void store_duty_1_partitions_are_shared_fairly_and_a_hold_ends_with_its_session() {
    ArchiveStore first = rig().session();
    rig().until(() -> first.rebalance(PARTITIONS).size() == PARTITIONS);
    ArchiveStore second = rig().session();
    assertThat(second.rebalance(PARTITIONS)).isEmpty();

    Set<Integer> kept = first.rebalance(PARTITIONS);
    Set<Integer> taken = second.rebalance(PARTITIONS);
    assertThat(kept).hasSize(PARTITIONS / 2);
    assertThat(taken).hasSize(PARTITIONS / 2).doesNotContainAnyElementsOf(kept);

    second.close();
    rig().until(() -> first.rebalance(PARTITIONS).size() == PARTITIONS);
    first.close();
  }

  @Test
  void store_duty_2_a_transaction_under_an_epoch_that_is_over_is_refused_by_name() {
    RoomId room = new RoomId("over");
    claim(1, "old", 0, -1);
    claim(1, "new", 1, 1);

    try (ArchiveStore session = rig().session()) {
      assertThatThrownBy(() -> session.begin(Map.of(1, 1L), Set.of(room)))
          .isInstanceOfSatisfying(
              ArchiveStore.StaleEpochException.class,
              stale ->
                  assertThat(stale.newer()).containsExactly(new ArchiveStore.Newer(1, 2, "new")));
      session.begin(Map.of(1, 2L), Set.of(room)).close();
    }
    assertThat(all(room)).isEmpty();
  }

  @Test
  void store_duty_3_an_epoch_that_the_database_has_lost_is_learnt_from_the_log() {
    claim(2, "known", 0, -1);

    try (ArchiveStore session = rig().session();
        ArchiveStore.Transaction transaction = session.begin(Map.of(2, 6L, 3, 2L), Set.of())) {
      transaction.commit();
    }

    assertThat(claim(2, "known", 0, -1).epoch()).isEqualTo(6);
    assertThat(claim(3, "next", 0, 2).epoch()).isEqualTo(3);
  }

  @Test
  void store_duty_4_transactions_of_one_room_come_one_after_the_other() {
    RoomId room = new RoomId("queueing");
    commit(room, row(room, "0-0>1-1", 31));
    ArchiveStore first = rig().session();
    ArchiveStore second = rig().session();
    ArchiveStore.Transaction early = first.begin(Map.of(), Set.of(room));

    Future<ArchiveStore.Transaction> late = rig().begin(second, Map.of(), Set.of(room));
    rig().staysOpen(late);
    early.insert(List.of(row(room, "1-1>1-2", 32)));
    early.commit();

    ArchiveStore.Transaction then = rig().answer(late);
    assertThat(then.heads()).isEqualTo(Map.of(room, Position.parse("1-2")));
    then.close();
    first.close();
    second.close();
  }

  @Test
  void store_duty_4_of_transactions_that_begin_a_room_together_one_is_refused() {
    RoomId room = new RoomId("new-to-both");
    Publication first = row(room, "0-0>1-1", 33);
    ArchiveStore one = rig().session();
    ArchiveStore other = rig().session();
    ArchiveStore.Transaction early = one.begin(Map.of(), Set.of(room));
    ArchiveStore.Transaction late = other.begin(Map.of(), Set.of(room));

    early.insert(List.of(first));
    early.commit();

    assertThatThrownBy(() -> late.insert(List.of(first))).isInstanceOf(PoisonException.class);
    late.close();
    try (ArchiveStore.Transaction again = other.begin(Map.of(), Set.of(room))) {
      assertThat(again.heads()).isEqualTo(Map.of(room, first.at()));
    }
    one.close();
    other.close();
  }

  @Test
  void store_duty_5_what_is_not_committed_leaves_nothing_behind() {
    RoomId room = new RoomId("nothing");

    try (ArchiveStore session = rig().session()) {
      try (ArchiveStore.Transaction given = session.begin(Map.of(), Set.of(room))) {
        given.insert(List.of(row(room, "0-0>1-1", 41), row(room, "1-1>1-2", 42)));
      }
      assertThat(all(room)).isEmpty();
      try (ArchiveStore.Transaction again = session.begin(Map.of(), Set.of(room))) {
        assertThat(again.heads()).isEqualTo(Map.of(room, Position.NONE));
      }
    }
  }

  @Test
  void store_duty_6_a_row_that_is_refused_is_poison_and_buried_the_chain_stays_whole() {
    RoomId room = new RoomId("poison");
    Publication first = row(room, "0-0>1-1", 51);
    Publication sameId = row(room, "1-1>1-2", 51);

    try (ArchiveStore session = rig().session()) {
      try (ArchiveStore.Transaction refused = session.begin(Map.of(), Set.of(room))) {
        assertThatThrownBy(() -> refused.insert(List.of(first, sameId)))
            .isInstanceOf(PoisonException.class);
      }
      try (ArchiveStore.Transaction transaction = session.begin(Map.of(), Set.of(room))) {
        assertThat(transaction.heads()).isEqualTo(Map.of(room, Position.NONE));
        transaction.insert(List.of(first));
        transaction.bury(sameId, "refused");
        transaction.commit();
      }
    }

    assertThat(all(room)).containsExactly("0-0>1-1", "1-1>1-2");
    assertThat(rig().answer(rig().archive().find(room, ADA, id(51)))).contains(first.at());
  }

  @Test
  void epochs_duties_1_and_2_an_epoch_is_raised_once_for_an_incarnation_and_never_goes_down() {
    assertThat(claim(4, "first", 0, -1).epoch()).isEqualTo(1);
    assertThat(claim(4, "first", 0, -1).epoch()).isEqualTo(1);
    assertThat(claim(4, "second", 1, 1).epoch()).isEqualTo(2);
    assertThat(claim(4, "second", 1, 2).epoch()).as("again").isEqualTo(2);
    assertThat(claim(4, "third", 6, 2).epoch()).as("the log knew a higher one").isEqualTo(7);
    assertThat(claim(4, "third", 8, 7).epoch()).isEqualTo(9);
    assertThat(claim(4, "fourth", 0, 9).epoch()).as("a log that knows nothing").isEqualTo(10);
  }

  @Test
  void epochs_duty_3_a_claim_that_comes_late_raises_nothing() {
    Epochs.Standing next = new Epochs.Standing(2, "next");
    claim(5, "first", 0, -1);
    claim(5, "next", 1, 1);

    assertThat(claim(5, "over", 1, 1)).isEqualTo(next);
    assertThat(claim(5, "over", 5, 1)).isEqualTo(next);
    assertThat(claim(5, "over", 1, -1)).as("it only asks").isEqualTo(next);
    assertThat(claim(5, "last", 2, 2)).isEqualTo(new Epochs.Standing(3, "last"));
  }

  @Test
  void epochs_duty_4_a_claim_waits_for_the_transactions_under_way() {
    RoomId room = new RoomId("under-way");
    claim(6, "here", 0, -1);
    List<Epochs.Claim> there = List.of(new Epochs.Claim(6, "there", 1, 1));

    try (ArchiveStore session = rig().session();
        ArchiveStore.Transaction transaction = session.begin(Map.of(6, 1L), Set.of(room))) {
      Future<Map<Integer, Epochs.Standing>> claimed = rig().epochs().claim(there);
      rig().staysOpen(claimed);
      transaction.insert(List.of(row(room, "0-0>1-1", 61)));
      transaction.commit();

      assertThat(rig().answer(claimed)).isEqualTo(Map.of(6, new Epochs.Standing(2, "there")));
      assertThatThrownBy(() -> session.begin(Map.of(6, 1L), Set.of(room)))
          .isInstanceOf(ArchiveStore.StaleEpochException.class);
    }
    assertThat(all(room)).hasSize(1);
  }

  @Test
  void epochs_duty_5_a_database_that_cannot_be_reached_is_said_to_be_so() {
    Runnable back = rig().away();
    try {
      Future<?> claim = rig().epochs().claim(List.of(new Epochs.Claim(7, "any", 0, -1)));
      rig().until(claim::isComplete);

      assertThat(claim.cause()).isInstanceOf(BrokerException.class);
    } finally {
      back.run();
    }
  }
}
