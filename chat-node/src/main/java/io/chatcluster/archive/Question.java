package io.chatcluster.archive;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a round of the archiver asks for: something from the queue, something from the store, or
/// time.
///
/// Everything that the archiver does to the world is one of these, so whoever answers them can
/// delay, fail or watch each by its name.
///
/// @param <T> the answer
public sealed interface Question<T> {

  /// Whether there is a batch that has been read but not dealt with. If not, the archiver may stop
  /// here and nobody notices.
  default boolean isInHand() {
    return !(this instanceof OfTime<?> || this instanceof Rebalance || this instanceof Read);
  }

  /// The answer to what only has to be done.
  enum Done {
    DONE
  }

  /// To be asked of the archive queue.
  sealed interface OfQueue<T> extends Question<T> {
    T ask(ArchiveQueue queue);
  }

  /// To be asked of the archive's writing side.
  sealed interface OfStore<T> extends Question<T> {
    T ask(ArchiveStore store);
  }

  /// To be answered when some time has passed.
  sealed interface OfTime<T> extends Question<T> {
    Duration time();

    T over();
  }

  record Pause(Duration time) implements OfTime<Done> {
    @Override
    public Done over() {
      return Done.DONE;
    }
  }

  record Rebalance(int partitions) implements OfStore<Set<Integer>> {
    @Override
    public Set<Integer> ask(ArchiveStore store) {
      return store.rebalance(partitions);
    }
  }

  record Measure(Set<Integer> partitions) implements OfQueue<ArchiveQueue.Backlog> {
    @Override
    public ArchiveQueue.Backlog ask(ArchiveQueue queue) {
      return queue.backlog(partitions);
    }
  }

  record Read(Map<Integer, Position> cursors, int limit, Duration patience)
      implements OfQueue<ArchiveQueue.Batch> {
    @Override
    public ArchiveQueue.Batch ask(ArchiveQueue queue) {
      return queue.read(cursors, limit, patience);
    }
  }

  record Begin(Map<Integer, Long> epochs, Collection<RoomId> rooms)
      implements OfStore<ArchiveStore.Transaction> {
    @Override
    public ArchiveStore.Transaction ask(ArchiveStore store) {
      return store.begin(epochs, rooms);
    }
  }

  /// Look in the room log for what the archive is missing.
  record Refill(RoomId room, Position after, Position upTo) implements OfQueue<List<Publication>> {
    @Override
    public List<Publication> ask(ArchiveQueue queue) {
      return queue.readRoom(room, after, upTo);
    }
  }

  /// Insert the rows and commit.
  record Commit(ArchiveStore.Transaction transaction, List<Publication> rows)
      implements OfStore<Done> {
    @Override
    public Done ask(ArchiveStore store) {
      try (transaction) {
        transaction.insert(rows);
        transaction.commit();
        return Done.DONE;
      }
    }
  }

  /// Bury the row and commit.
  record Bury(ArchiveStore.Transaction transaction, Publication poison, String reason)
      implements OfStore<Done> {
    @Override
    public Done ask(ArchiveStore store) {
      try (transaction) {
        transaction.bury(poison, reason);
        transaction.commit();
        return Done.DONE;
      }
    }
  }

  /// Give up what was begun.
  record Abandon(ArchiveStore.Transaction transaction) implements OfStore<Done> {
    @Override
    public Done ask(ArchiveStore store) {
      transaction.close();
      return Done.DONE;
    }
  }

  record Announce(Map<Integer, Position> committed, Map<Integer, Set<Position>> discarded)
      implements OfQueue<Done> {
    @Override
    public Done ask(ArchiveQueue queue) {
      queue.announce(committed, discarded);
      return Done.DONE;
    }
  }

  record Raise(List<ArchiveStore.Newer> epochs) implements OfQueue<Done> {
    @Override
    public Done ask(ArchiveQueue queue) {
      queue.raise(epochs);
      return Done.DONE;
    }
  }

  record TrimQueues(Map<Integer, Position> upTo) implements OfQueue<Done> {
    @Override
    public Done ask(ArchiveQueue queue) {
      queue.trimQueues(upTo);
      return Done.DONE;
    }
  }

  record TrimRooms(Map<RoomId, Position> committed) implements OfQueue<Done> {
    @Override
    public Done ask(ArchiveQueue queue) {
      queue.trimRooms(committed);
      return Done.DONE;
    }
  }
}
