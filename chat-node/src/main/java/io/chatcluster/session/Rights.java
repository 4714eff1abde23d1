package io.chatcluster.session;

import io.chatcluster.broker.OnLoop;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.chatcluster.rights.Gate;
import io.chatcluster.rights.Verdict;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one user may do in one room: asks the gate, believes the answer for a while, and asks
/// again.
///
/// Owned by its session.
final class Rights {

  /// Between questions while the gate cannot be asked.
  private static final long AGAIN_MILLIS = 1_000;

  /// How long a question to the gate may take.
  private static final long ASK_WITHIN_MILLIS = 5_000;

  /// How much earlier than necessary a question may be asked again.
  private static final long SPREAD_MILLIS = 10_000;

  /// Who acts on the answers.
  interface Holder {

    /// The first answer, or that there is none.
    void decided(AsyncResult<Verdict> first);

    /// A later answer. If there is none, whoever is believed is believed a little longer.
    void decidedAgain(Verdict now);
  }

  private final SessionContext context;
  private final UserId user;
  private final RoomId room;
  private final Holder holder;

  /// What waits for the first answer.
  private final List<Runnable> waiting = new ArrayList<>();

  private @Nullable Verdict verdict;
  private boolean answered;
  private boolean over;
  private boolean asking;
  private long askedMillis;
  private long askAgainMillis;
  private int questions;

  Rights(SessionContext context, UserId user, RoomId room, Holder holder) {
    this.context = context;
    this.user = user;
    this.room = room;
    this.holder = holder;
  }

  /// Asks, for the first time or again.
  void ask() {
    int question = ++questions;
    asking = true;
    askedMillis = context.elapsedMillis();
    Future<Verdict> asked = context.gate().ask(user, room);
    if (asked.isComplete()) {
      heard(question, asked);
    } else {
      OnLoop.back(asked).onComplete(done -> heard(question, done));
    }
  }

  /// Only the last question counts: an older one may have been answered before the change that
  /// made somebody ask again.
  private void heard(int question, AsyncResult<Verdict> done) {
    if (over || question != questions) {
      return;
    }
    asking = false;
    if (done.succeeded()) {
      verdict = done.result();
      askAgainMillis = askedMillis + Gate.BELIEVED_MILLIS - ASK_WITHIN_MILLIS - spread();
    } else {
      askAgainMillis = context.elapsedMillis() + AGAIN_MILLIS;
    }
    if (!answered) {
      answered = true;
      holder.decided(done);
      tellWaiting();
    } else if (done.succeeded()) {
      holder.decidedAgain(done.result());
    }
  }

  /// So that those who came together do not all ask again together. No chance is in it: a run of
  /// the simulator can be replayed.
  private long spread() {
    long mixed = 31L * user.value().hashCode() + room.value().hashCode() + 7 * askedMillis;
    return Math.floorMod(mixed, SPREAD_MILLIS);
  }

  /// Asks again what was answered long ago, or could not be; gives up a question without an answer.
  void tick(long nowMillis) {
    if (asking && nowMillis - askedMillis >= ASK_WITHIN_MILLIS) {
      heard(questions, Future.failedFuture("the gate does not answer"));
    } else if (!asking && nowMillis >= askAgainMillis) {
      ask();
    }
  }

  /// Null as long as it is not known.
  @Nullable Verdict verdict() {
    return verdict;
  }

  /// Does something as soon as it is known, or the room is left.
  void whenDecided(Runnable task) {
    waiting.add(task);
  }

  List<Runnable> takeWaiting() {
    List<Runnable> taken = List.copyOf(waiting);
    waiting.clear();
    return taken;
  }

  void tellWaiting() {
    takeWaiting().forEach(Runnable::run);
  }

  /// Nobody wants answers any more.
  void end() {
    over = true;
  }
}
