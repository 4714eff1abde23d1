package io.chatcluster.archive;

import io.chatcluster.archive.ArchiveStore.Transaction;
import io.chatcluster.archive.Question.Done;
import io.chatcluster.broker.Reason;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// How a batch gets into the archive: in one transaction, announced only once that is committed.
/// Where the database refuses a row it goes entry by entry, and where it refuses even that, row by
/// row.
///
/// Owned by its round.
final class BatchCommit {

  /// The round.
  interface Owner {

    boolean isHalted(int partition);

    /// What the plan says is committed, and all nodes have been told.
    void announced(ArchivePlan plan);

    /// The batch is dealt with.
    Step<?> archived();

    Step<?> failed(RuntimeException failure);
  }

  private final Owner owner;
  private final ArchiverEvents events;
  private final LongSupplier nanos;

  BatchCommit(Owner owner, ArchiverEvents events, LongSupplier nanos) {
    this.owner = owner;
    this.events = events;
    this.nanos = nanos;
  }

  Step<?> archive(ArchiveQueue.Batch batch) {
    long began = nanos.getAsLong();
    return commit(batch, plan -> announce(plan, began, owner::archived), _ -> oneByOne(batch, 0));
  }

  private Step<?> commit(
      ArchiveQueue.Batch batch,
      Function<ArchivePlan, Step<?>> then,
      Function<PoisonException, Step<?>> refused) {
    return planned(
        batch,
        (transaction, plan) ->
            new Step<>(
                new Question.Commit(transaction, plan.rows()),
                _ -> then.apply(plan),
                failure -> orPoison(failure, refused)));
  }

  private Step<?> orPoison(RuntimeException failure, Function<PoisonException, Step<?>> refused) {
    return failure instanceof PoisonException poison
        ? refused.apply(poison)
        : owner.failed(failure);
  }

  /// One entry a transaction: slow, rare, and it finds the row that the database refuses. Nothing
  /// behind a missing predecessor may be skipped in its partition.
  private Step<?> oneByOne(ArchiveQueue.Batch batch, int index) {
    int at = index;
    while (at < batch.entries().size() && owner.isHalted(batch.entries().get(at).partition())) {
      at++;
    }
    if (at == batch.entries().size()) {
      return owner.archived();
    }
    ArchiveQueue.Batch one =
        new ArchiveQueue.Batch(List.of(batch.entries().get(at)), batch.epochs());
    int next = at + 1;
    long began = nanos.getAsLong();
    Function<ArchivePlan, Step<?>> then =
        plan -> announce(plan, began, () -> oneByOne(batch, next));
    return commit(one, then, _ -> rowByRow(one, "", then));
  }

  /// One row a transaction: predecessors may have been refilled before the entry, and only the row
  /// that the database refuses is buried.
  private Step<?> rowByRow(
      ArchiveQueue.Batch one, String refusal, Function<ArchivePlan, Step<?>> then) {
    return planned(
        one,
        (transaction, plan) -> {
          List<Publication> rows = plan.rows();
          boolean burying = !rows.isEmpty() && !refusal.isEmpty();
          Question<Done> write =
              burying
                  ? new Question.Bury(transaction, rows.getFirst(), refusal)
                  : new Question.Commit(transaction, rows.subList(0, Math.min(1, rows.size())));
          return new Step<>(
              write,
              _ -> {
                if (burying) {
                  events.buried();
                }
                return rows.size() <= 1 ? then.apply(plan) : rowByRow(one, "", then);
              },
              failure ->
                  orPoison(
                      failure, poison -> rowByRow(one, "refused: " + Reason.of(poison), then)));
        });
  }

  private Step<?> planned(
      ArchiveQueue.Batch batch, BiFunction<Transaction, ArchivePlan, Step<?>> then) {
    return new Step<>(
        begin(batch),
        transaction -> {
          ArchivePlan plan = new ArchivePlan(transaction.heads());
          return refilled(transaction, plan, () -> plan.add(batch.entries()), then);
        },
        owner::failed);
  }

  private static Question.Begin begin(ArchiveQueue.Batch batch) {
    Set<RoomId> rooms = new LinkedHashSet<>();
    Map<Integer, Long> epochs = new HashMap<>();
    for (ArchiveQueue.Entry entry : batch.entries()) {
      rooms.add(entry.publication().room());
      Long epoch = batch.epochs().get(entry.partition());
      if (epoch != null) {
        epochs.put(entry.partition(), epoch);
      }
    }
    return new Question.Begin(epochs, rooms);
  }

  /// @param planned what the plan lacks now
  private Step<?> refilled(
      Transaction transaction,
      ArchivePlan plan,
      Supplier<Optional<ArchivePlan.Missing>> planned,
      BiFunction<Transaction, ArchivePlan, Step<?>> then) {
    Optional<ArchivePlan.Missing> missing;
    try {
      missing = planned.get();
    } catch (RuntimeException broken) {
      return abandon(transaction, broken);
    }
    if (missing.isEmpty()) {
      return then.apply(transaction, plan);
    }
    ArchivePlan.Missing hole = missing.get();
    return new Step<>(
        new Question.Refill(hole.room(), hole.after(), hole.upTo()),
        found -> refilled(transaction, plan, () -> plan.found(found), then),
        failure -> abandon(transaction, failure));
  }

  private Step<?> abandon(Transaction transaction, RuntimeException failure) {
    return new Step<>(
        new Question.Abandon(transaction), _ -> owner.failed(failure), _ -> owner.failed(failure));
  }

  private Step<?> announce(ArchivePlan plan, long began, Supplier<Step<?>> then) {
    Function<Done, Step<?>> announced =
        _ -> {
          events.committed(
              plan.rows().size(), plan.duplicates(), plan.orphans(), nanos.getAsLong() - began);
          owner.announced(plan);
          return then.get();
        };
    return plan.committed().isEmpty()
        ? announced.apply(Done.DONE)
        : new Step<>(
            new Question.Announce(plan.committed(), plan.discarded()), announced, owner::failed);
  }
}
