package io.chatcluster.node;

import io.chatcluster.archive.Archive;
import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.OnLoop;
import io.chatcluster.protocol.Position;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Asks the archive about messages of which the log alone cannot say whether they are stored.
///
/// One question at a time, with up to [#MOST] messages in it. What comes in the meantime waits for
/// the next, and messages that hold up their room go first. So a slow archive is asked less, not
/// more. Owned by one event loop.
final class Doubts {

  /// Messages in one question.
  static final int MOST = 256;

  /// After a failed question: the next one would fail too.
  private static final long REST_MILLIS = 100;

  private record Waiting(Archive.Doubt doubt, Promise<Archive.Finding> finding) {}

  private final Archive archive;
  private final Loop loop;
  private final ArrayDeque<Waiting> pressing = new ArrayDeque<>();
  private final ArrayDeque<Waiting> others = new ArrayDeque<>();
  private boolean busy;

  Doubts(Archive archive, Loop loop) {
    this.archive = archive;
    this.loop = loop;
  }

  /// Asks about a message that holds up its room.
  ///
  /// @param placed where it stands according to the log, in an older epoch; [Position#NONE] if the
  ///     log does not say
  Future<Archive.Finding> press(Sending sending, Position placed) {
    return ask(pressing, sending, placed);
  }

  /// Asks about a message that only its sender waits for.
  Future<Archive.Finding> ask(Sending sending) {
    return ask(others, sending, Position.NONE);
  }

  /// Whether what is asked now must wait for more than the next question.
  boolean crowded() {
    return others.size() >= MOST;
  }

  private Future<Archive.Finding> ask(ArrayDeque<Waiting> queue, Sending sending, Position placed) {
    Archive.Doubt doubt =
        new Archive.Doubt(sending.room, sending.draft().user(), sending.draft().id(), placed);
    Waiting waiting = new Waiting(doubt, Promise.promise());
    queue.add(waiting);
    if (!busy) {
      // At the end of this turn, so that everything it has to ask goes together.
      busy = true;
      loop.execute(this::next);
    }
    return waiting.finding().future();
  }

  private void next() {
    List<Waiting> asked = new ArrayList<>();
    take(pressing, asked);
    take(others, asked);
    busy = !asked.isEmpty();
    if (!busy) {
      return;
    }
    OnLoop.back(archive.settle(asked.stream().map(Waiting::doubt).toList()))
        .onComplete(
            done -> {
              if (done.succeeded() && done.result().size() == asked.size()) {
                for (int i = 0; i < asked.size(); i++) {
                  asked.get(i).finding().complete(done.result().get(i));
                }
                next();
              } else {
                Throwable why =
                    done.failed()
                        ? done.cause()
                        : new BrokerException(
                            BrokerException.Kind.ARCHIVE_UNAVAILABLE,
                            "the archive answered %d of %d questions"
                                .formatted(done.result().size(), asked.size()));
                asked.forEach(waiting -> waiting.finding().fail(why));
                loop.after(REST_MILLIS, this::next);
              }
            });
  }

  private static void take(ArrayDeque<Waiting> from, List<Waiting> to) {
    while (to.size() < MOST && !from.isEmpty()) {
      to.add(from.removeFirst());
    }
  }
}
