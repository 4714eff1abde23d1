package io.chatcluster.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.archive.ArchiveQueue.Batch;
import io.chatcluster.archive.ArchiveQueue.Entry;
import io.chatcluster.broker.Append;
import io.chatcluster.broker.LogContract;
import io.chatcluster.broker.Stale;
import io.chatcluster.broker.Subscriptions;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RightsChange;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// What every [ArchiveQueue] owes, duty by duty.
public abstract class ArchiveQueueContract extends LogContract {

  @Test
  void duty_1_every_append_leaves_one_entry_and_places_grow_in_the_order_of_the_appends() {
    RoomId room = openRoom("entries");
    Position before = end(room);

    List<Append.Outcome> logged = outcomes(room, draft("1"), draft("2"));
    Append.Outcome third = log(room, draft("3"));

    List<Entry> entries = above(room, before);
    assertThat(entries)
        .extracting(entry -> new Append.Outcome.Logged(entry.publication().at(), entry.queueId()))
        .containsExactly(
            (Append.Outcome.Logged) logged.get(0),
            (Append.Outcome.Logged) logged.get(1),
            (Append.Outcome.Logged) third);
    assertThat(entries).extracting(Entry::queueId).isSorted();
    assertThat(entries)
        .extracting(entry -> entry.publication().toString())
        .isEqualTo(texts(said(room)));
  }

  @Test
  void duty_2_a_read_shows_what_is_above_the_cursor_with_its_epoch_and_nothing_without_one() {
    RoomId room = openRoom("cursor");
    int partition = partition(room);
    Position first = log(room, draft("1")).queueId();
    Position second = log(room, draft("2")).queueId();

    Batch batch = read(room, first, 100);

    assertThat(batch.entries()).extracting(Entry::queueId).containsExactly(second);
    assertThat(batch.epochs()).isEqualTo(Map.of(partition, epoch(rig().broker(), room)));
    assertThat(read(room, Position.NONE, 1).entries()).hasSize(1);
    assertThat(read(room, second, 100).entries()).isEmpty();

    rig().loseEpoch(room);
    Batch lost = read(room, Position.NONE, 100);
    assertThat(lost.entries()).isEmpty();
    assertThat(lost.epochs()).isEmpty();
    renewed(room);
  }

  @Test
  void duty_3_a_room_log_shows_what_it_has_between_two_positions() {
    RoomId room = openRoom("refill");
    outcomes(room, draft("1"), draft("2"), draft("3"), draft("4"));
    List<Publication> said = said(room);

    assertThat(texts(rig().queue().readRoom(room, said.get(0).at(), said.get(2).at())))
        .isEqualTo(texts(said.subList(1, 3)));
    assertThat(rig().queue().readRoom(room, said.get(3).at(), new Position(9_999, 1))).isEmpty();
  }

  @Test
  void duty_4_what_is_announced_is_heard_by_all_nodes() {
    List<String> heard = new CopyOnWriteArrayList<>();
    rig().hear(new Acks(heard));
    rig().hear(new Acks(heard));
    Position upTo = new Position(7, 9);

    rig()
        .until(
            () -> {
              heard.clear();
              rig().queue().announce(Map.of(2, upTo), Map.of(2, Set.of(new Position(7, 8))));
              return settledAt(heard, 2);
            });

    assertThat(heard).containsOnly("2 up to 7-9 without [7-8]");
  }

  private boolean settledAt(List<String> heard, int count) {
    for (int i = 0; i < 200 && heard.size() < count; i++) {
      rig().on(() -> rig().broker().waiting(List.of(new RoomId("any"))));
    }
    return heard.size() == count;
  }

  @Test
  void duty_5_an_epoch_is_raised_only_and_only_for_the_incarnation_that_it_was_claimed_for() {
    RoomId room = openRoom("raised");
    int partition = partition(room);
    long before = epoch(rig().broker(), room);
    String here = rig().incarnation(partition);

    rig().queue().raise(List.of(new ArchiveStore.Newer(partition, before + 1, "elsewhere")));
    rig().queue().raise(List.of(new ArchiveStore.Newer(partition, before - 1, here)));
    assertThat(log(room, draft("still here")).at().epoch()).isEqualTo(before);

    rig().queue().raise(List.of(new ArchiveStore.Newer(partition, before + 1, here)));
    assertThat(append(room, draft("too late"))).isEqualTo(new Stale());
    rig().until(() -> epoch(rig().broker(), room) == before + 1);
  }

  @Test
  void duty_6_trimming_a_queue_drops_what_is_committed_and_nothing_else() {
    RoomId room = openRoom("trimmed");
    Position before = end(room);
    outcomes(room, draft("1"), draft("2"), draft("3"));
    List<Entry> entries = above(room, before);

    rig().queue().trimQueues(Map.of(partition(room), entries.get(1).queueId()));

    assertThat(above(room, Position.NONE))
        .extracting(Entry::queueId)
        .containsExactly(entries.get(2).queueId());
    assertThat(log(room, draft("4")).queueId()).isGreaterThan(entries.get(2).queueId());
  }

  @Test
  void duty_7_trimming_a_room_never_drops_what_is_not_committed_nor_its_newest() {
    RoomId room = openRoom("kept");
    for (int i = 0; i < 15; i++) {
      log(room, draft("m" + i));
    }
    List<Publication> all = said(room);

    rig().queue().trimRooms(Map.of(room, all.get(3).at()));
    assertThat(texts(said(room))).containsAll(texts(all.subList(3, 15)));

    rig().queue().trimRooms(Map.of(room, all.getLast().at()));
    assertThat(texts(said(room)))
        .hasSizeLessThan(15)
        .endsWith(all.get(13).toString(), all.get(14).toString());
  }

  @Test
  void duty_8_the_backlog_counts_what_is_there_and_knows_where_it_begins_and_how_old_it_is() {
    RoomId room = openRoom("backlog");
    int partition = partition(room);
    rig().queue().trimQueues(Map.of(partition, end(room)));
    assertThat(rig().queue().backlog(Set.of(partition)))
        .isEqualTo(new ArchiveQueue.Backlog(0, 0, Map.of()));

    Position front = log(room, draft("1")).queueId();
    log(room, draft("2"));

    long oldest = said(room).getFirst().acceptedAt();
    assertThat(rig().queue().backlog(Set.of(partition)))
        .isEqualTo(new ArchiveQueue.Backlog(2, oldest, Map.of(partition, front)));
  }

  /// After an epoch was lost, the next one is learnt by whoever speaks.
  private void renewed(RoomId room) {
    rig()
        .until(
            () -> {
              append(room, draft("anybody?"));
              return read(room, Position.NONE, 1).epochs().containsKey(partition(room));
            });
  }

  private static List<String> texts(List<Publication> publications) {
    return publications.stream().map(Publication::toString).toList();
  }

  private int partition(RoomId room) {
    return rig().on(() -> Future.succeededFuture(rig().broker().partition(room)));
  }

  private Batch read(RoomId room, Position after, int limit) {
    return rig().queue().read(Map.of(partition(room), after), limit, Duration.ZERO);
  }

  private List<Entry> above(RoomId room, Position after) {
    return read(room, after, 1_000).entries();
  }

  private Position end(RoomId room) {
    List<Entry> all = above(room, Position.NONE);
    return all.isEmpty() ? Position.NONE : all.getLast().queueId();
  }

  private record Acks(List<String> heard) implements Subscriptions.Listener {

    @Override
    public void subscribed(RoomId room) {}

    @Override
    public void published(Publication publication) {}

    @Override
    public void committed(int partition, Position queueId, Set<Position> discarded) {
      heard.add(partition + " up to " + queueId + " without " + discarded);
    }

    @Override
    public void rightsChanged(RightsChange change) {}

    @Override
    public void signalled(Signal signal) {}
  }
}
