package io.chatcluster.node;

import io.chatcluster.archive.Archive;
import io.chatcluster.broker.Append;
import io.chatcluster.broker.Broker;
import io.chatcluster.broker.OnLoop;
import io.chatcluster.protocol.AckLevel;
import io.chatcluster.protocol.Content;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.Future;
import java.util.Optional;

/// Answers for messages whose ids are older than the log's memory: they are already stored, or
/// refused, and never stored again.
///
/// Owned by one event loop.
final class OldIds {

  private final Broker broker;
  private final Archive archive;
  private final Deadlines deadlines;
  private final PublishSettings settings;

  OldIds(Stores stores, Deadlines deadlines, PublishSettings settings) {
    this.broker = stores.broker();
    this.archive = stores.archive();
    this.deadlines = deadlines;
    this.settings = settings;
  }

  /// @param horizonMillis the log may have forgotten what was accepted before this time
  void answer(RoomId room, Content content, long horizonMillis, Receipt receipt) {
    Due<Runnable> due = deadlines.begin();
    due.future()
        .onSuccess(Runnable::run)
        .onFailure(_ -> receipt.failed(ErrorCode.RETRY_LATER, Receipt.RETRY_AFTER_MILLIS));
    Future<Optional<Append.Outcome.Duplicate>> logged =
        broker.find(room, content.stamp().from(), content.stamp().id());
    Future<Optional<Long>> oldest = broker.oldestWaiting(room);
    Future.all(logged, oldest)
        // Only after looking at the queue: whatever leaves it in the meantime is in the archive.
        .compose(_ -> OnLoop.back(archive.find(room, content.stamp().from(), content.stamp().id())))
        .<Runnable>map(
            archived -> {
              boolean queued =
                  logged.result().isPresent()
                      || content.stamp().id().timeMillis()
                          > horizonMillis - settings.underWayMillis()
                      || oldest.result().filter(time -> time < horizonMillis).isPresent();
              return () -> decide(archived, logged.result(), queued, receipt);
            })
        .onComplete(due::end);
  }

  private void decide(
      Optional<Position> archived,
      Optional<Append.Outcome.Duplicate> logged,
      boolean queued,
      Receipt receipt) {
    if (archived.isPresent()) {
      receipt.stored(archived.get());
    } else if (logged.isPresent() && settings.level() == AckLevel.LOGGED) {
      receipt.stored(logged.get().at());
    } else if (queued) {
      receipt.failed(ErrorCode.RETRY_LATER, Receipt.RETRY_AFTER_MILLIS);
    } else {
      receipt.failed(ErrorCode.STALE_ID, 0);
    }
  }
}
