package io.chatcluster.archive;

import static io.chatcluster.archive.HistoryFixture.at;
import static io.chatcluster.archive.HistoryFixture.entry;
import static io.chatcluster.archive.HistoryFixture.pub;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.broker.BrokerException;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The archiver's thread between a log and a store that fail in every way they may.
class ArchiverTest {

  private final MemoryQueue log = new MemoryQueue();
  private final Store store = new Store();
  private final List<Integer> standing = new ArrayList<>();
  private long waiting;
  private int takenOver;
  private final Archiver archiver =
      new Archiver(
          log,
          store,
          new ArchiverSettings(2, 100, Duration.ofMillis(1), Duration.ofMillis(700)),
          new ArchiverEvents() {
            @Override
            public void backlog(ArchiveQueue.Backlog backlog) {
              synchronized (log) {
                waiting = backlog.entries();
              }
            }

            @Override
            public void takenOver(int partitions, Set<Integer> fresh) {
              synchronized (log) {
                takenOver = partitions;
              }
            }

            @Override
            public void halted(int partition, String reason) {
              synchronized (log) {
                standing.add(partition);
              }
            }
          });

  @AfterEach
  void end() {
    archiver.close();
  }

  private void until(BooleanSupplier condition) {
    await()
        .atMost(Duration.ofSeconds(8))
        .until(
            () -> {
              synchronized (log) {
                return condition.getAsBoolean();
              }
            });
  }

  private void write(ArchiveQueue.Entry... entries) {
    synchronized (log) {
      log.entries.addAll(List.of(entries));
    }
  }

  @Test
  void what_is_in_the_log_is_committed_announced_and_then_trimmed() {
    write(entry(0, "1-1", "a", "0-0>1-1"), entry(1, "1-2", "b", "0-0>1-1"));

    archiver.start();

    until(() -> log.entries.isEmpty());
    assertThat(store.rows).extracting(Publication::toString).hasSize(2);
    assertThat(log.announced).isEqualTo(Map.of(0, at("1-1"), 1, at("1-2")));
    assertThat(log.trimmedBeforeCommit).isFalse();
  }

  @Test
  void a_store_that_is_away_delays_and_loses_nothing() {
    store.failures = 3;
    write(entry(0, "1-1", "a", "0-0>1-1"));

    archiver.start();

    until(() -> log.entries.isEmpty());
    assertThat(store.rows).hasSize(1);
  }

  // Found in operation: the number stood still while PostgreSQL was away, which is when it is
  // looked at.
  @Test
  void what_waits_is_measured_also_while_the_store_is_away() {
    archiver.start();
    until(() -> store.rebalanced > 0);
    synchronized (log) {
      store.away = true;
      store.failures = Integer.MAX_VALUE;
    }

    write(entry(0, "1-1", "a", "0-0>1-1"), entry(1, "1-2", "b", "0-0>1-1"));

    until(() -> waiting == 2);
    assertThat(store.rows).isEmpty();
  }

  @Test
  void an_announcement_that_failed_is_made_again_and_nothing_is_stored_twice() {
    log.failures = 2;
    write(entry(0, "1-1", "a", "0-0>1-1"));

    archiver.start();

    until(() -> log.announced.containsKey(0));
    until(() -> log.entries.isEmpty());
    assertThat(store.rows).hasSize(1);
  }

  @Test
  void a_stale_epoch_writes_nothing_until_the_log_has_learnt_the_newer_one() {
    store.epoch = 2;
    log.deaf = true;
    write(entry(0, "1-1", "a", "0-0>1-1"));
    archiver.start();
    until(() -> store.refusedStale > 0);
    assertThat(store.rows).isEmpty();

    synchronized (log) {
      log.deaf = false;
    }

    until(() -> log.entries.isEmpty());
    assertThat(store.rows).hasSize(1);
  }

  @Test
  void a_row_that_the_database_refuses_is_buried_and_its_neighbours_are_stored() {
    store.poison = at("1-2");
    write(
        entry(0, "1-1", "a", "0-0>1-1"),
        entry(0, "1-2", "a", "1-1>1-2"),
        entry(0, "1-3", "a", "1-2>1-3"),
        entry(1, "1-4", "b", "0-0>1-1"));

    archiver.start();

    until(() -> log.entries.isEmpty());
    assertThat(store.buried).extracting(row -> row.at().toString()).containsExactly("1-2");
    assertThat(store.rows).extracting(row -> row.at().toString()).contains("1-1", "1-3");
    assertThat(store.heads).containsEntry(new RoomId("a"), at("1-3"));
  }

  @Test
  void what_was_refilled_before_a_refused_row_is_stored_and_not_buried_with_it() {
    store.poison = at("1-3");
    log.room.addAll(List.of(pub("a", "0-0>1-1"), pub("a", "1-1>1-2")));
    write(entry(0, "1-3", "a", "1-2>1-3"), entry(0, "1-4", "a", "1-3>1-4"));

    archiver.start();

    until(() -> log.entries.isEmpty());
    assertThat(store.buried).extracting(row -> row.at().toString()).containsExactly("1-3");
    assertThat(store.rows)
        .extracting(row -> row.at().toString())
        .containsExactly("1-1", "1-2", "1-4");
  }

  @Test
  void a_refilled_row_that_the_database_refuses_is_buried_and_the_entry_behind_it_stored() {
    store.poison = at("1-1");
    log.room.add(pub("a", "0-0>1-1"));
    write(entry(0, "1-2", "a", "1-1>1-2"));

    archiver.start();

    until(() -> log.entries.isEmpty());
    assertThat(store.buried).extracting(row -> row.at().toString()).containsExactly("1-1");
    assertThat(store.rows).extracting(row -> row.at().toString()).containsExactly("1-2");
  }

  @Test
  void a_missing_predecessor_stands_still_until_it_turns_up() {
    write(entry(0, "1-2", "a", "1-1>1-2"), entry(0, "1-3", "b", "0-0>1-1"));
    archiver.start();
    until(() -> !standing.isEmpty());
    assertThat(store.rows).isEmpty();
    assertThat(log.announced).doesNotContainKey(0);

    synchronized (log) {
      log.room.add(pub("a", "0-0>1-1"));
    }

    until(() -> log.entries.isEmpty());
    assertThat(store.rows)
        .extracting(Publication::room)
        .containsExactly(new RoomId("a"), new RoomId("a"), new RoomId("b"));
  }

  /// While a poison row was looked for entry by entry, an entry behind a missing predecessor was
  /// committed: the announcement then acked the entry that stood still, and the trim dropped it.
  /// Found by reading.
  @Test
  void a_poison_row_does_not_carry_a_partition_past_a_missing_predecessor() {
    store.poison = at("9-9");
    write(
        entry(1, "1-1", "c", "0-0>9-9"),
        entry(0, "1-2", "a", "1-1>1-2"),
        entry(0, "1-3", "b", "0-0>1-1"));

    archiver.start();

    until(() -> !store.buried.isEmpty() && !standing.isEmpty());
    until(() -> log.announced.containsKey(1));
    assertThat(log.announced).doesNotContainKey(0);
    assertThat(store.rows).isEmpty();
    synchronized (log) {
      assertThat(log.entries)
          .extracting(ArchiveQueue.Entry::queueId)
          .contains(at("1-2"), at("1-3"));
    }
  }

  // A frozen node held its share until PostgreSQL missed it, two hours by default.
  @Test
  void what_nobody_archives_is_archived_by_anybody_until_its_holder_is_back() {
    store.held = Set.of(0);
    write(entry(0, "1-1", "a", "0-0>1-1"), entry(1, "1-2", "b", "0-0>1-1"));

    archiver.start();

    until(() -> log.announced.containsKey(0));
    assertThat(log.announced).doesNotContainKey(1);
    until(() -> log.entries.isEmpty());
    // What comes now does not have to wait again.
    write(entry(1, "1-3", "b", "1-1>1-2"));
    await().atMost(Duration.ofMillis(1_500)).until(() -> log.announcedUpTo(1, "1-3"));
    assertThat(takenOver).isEqualTo(1);

    // The holder is back and is the faster one: all that is read has been archived.
    until(
        () -> {
          if (log.entries.isEmpty()) {
            long next = log.announced.getOrDefault(1, at("1-3")).offset() + 1;
            log.entries.add(entry(1, "1-" + next, "b", "1-1>1-2"));
          }
          return takenOver == 0;
        });
    assertThat(store.rows).hasSize(3);
  }

  private final class Store implements ArchiveStore {

    private final List<Publication> rows = new ArrayList<>();
    private final List<Publication> buried = new ArrayList<>();
    private final Map<RoomId, Position> heads = new HashMap<>();
    private Position poison = Position.NONE;
    private long epoch = 1;
    private int failures;
    private int refusedStale;
    private int rebalanced;
    private boolean away;
    private Set<Integer> held = Set.of(0, 1);

    @Override
    public Set<Integer> rebalance(int partitions) {
      synchronized (log) {
        if (away) {
          throw new BrokerException(BrokerException.Kind.UNAVAILABLE, "no PostgreSQL");
        }
        rebalanced++;
        return held;
      }
    }

    @Override
    public Transaction begin(Map<Integer, Long> epochs, Collection<RoomId> rooms) {
      synchronized (log) {
        if (failures-- > 0) {
          throw new BrokerException(BrokerException.Kind.UNAVAILABLE, "no PostgreSQL");
        }
        if (epochs.values().stream().anyMatch(known -> known != epoch)) {
          refusedStale++;
          throw new StaleEpochException("stale", List.of(new Newer(0, epoch, "here")));
        }
        return new Write();
      }
    }

    @Override
    public void close() {}

    private final class Write implements Transaction {

      private final List<Publication> inserted = new ArrayList<>();
      private final Set<Publication> dead = new HashSet<>();

      @Override
      public Map<RoomId, Position> heads() {
        synchronized (log) {
          return Map.copyOf(heads);
        }
      }

      @Override
      public void insert(Collection<Publication> some) {
        if (some.stream().anyMatch(row -> row.at().equals(poison))) {
          throw new PoisonException("no", new IllegalArgumentException("no"));
        }
        inserted.addAll(some);
      }

      @Override
      public void bury(Publication row, String reason) {
        inserted.add(row);
        dead.add(row);
      }

      @Override
      public void commit() {
        synchronized (log) {
          for (Publication row : inserted) {
            assertThat(heads.getOrDefault(row.room(), Position.NONE)).isEqualTo(row.prev());
            heads.put(row.room(), row.at());
            (dead.contains(row) ? buried : rows).add(row);
          }
        }
      }

      @Override
      public void close() {}
    }
  }
}
