package io.chatcluster.node;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// An answer that somebody waits for and gets by its deadline, whatever is being done for it; see
/// [Deadlines].
///
/// Owned by the loop of its deadlines.
final class Due<T> {

  private final Promise<T> answer = Promise.promise();
  private final long sinceMillis;
  private @Nullable BooleanSupplier onArchive;
  private Runnable then = () -> {};

  Due(long sinceMillis) {
    this.sinceMillis = sinceMillis;
  }

  long sinceMillis() {
    return sinceMillis;
  }

  Future<T> future() {
    return answer.future();
  }

  /// Whether there is an answer; whatever is still under way for it concerns nobody.
  boolean isOver() {
    return answer.future().isComplete();
  }

  /// Answers, unless that has already happened.
  void end(AsyncResult<T> done) {
    boolean first =
        done.succeeded() ? answer.tryComplete(done.result()) : answer.tryFail(done.cause());
    if (first) {
      then.run();
    }
  }

  /// Does something once it is over, after those who wait have been told.
  void whenOver(Runnable task) {
    then = task;
  }

  /// Notes that what is asked now goes to the archive: until that is answered, it is the archive
  /// that keeps everybody waiting. Otherwise it is the log.
  <U> Future<U> archive(Future<U> asked) {
    return waiting(() -> true, asked);
  }

  /// Notes that what is waited for now needs both log and archive.
  ///
  /// @param archive whether it is the archive that does not answer
  <U> Future<U> waiting(BooleanSupplier archive, Future<U> asked) {
    onArchive = archive;
    return asked.onComplete(_ -> onArchive = null);
  }

  /// Nothing is done for this one until the other is over.
  void behind(Due<?> other) {
    onArchive = other::waitsForArchive;
  }

  boolean waitsForArchive() {
    BooleanSupplier archive = onArchive;
    return archive != null && archive.getAsBoolean();
  }
}
