package io.chatcluster.session;

import io.chatcluster.broker.OnLoop;
import io.chatcluster.limits.Account;
import io.chatcluster.node.NodeLoop;
import io.chatcluster.node.Receipt;
import io.chatcluster.protocol.Command;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Push;
import io.chatcluster.protocol.Reply;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.chatcluster.rights.Gate;
import io.chatcluster.rights.Verb;
import io.chatcluster.rights.Verdict;
import io.chatcluster.room.Batch;
import io.chatcluster.room.Delivery;
import io.chatcluster.room.Membership;
import io.chatcluster.room.Offer;
import io.chatcluster.room.Outlet;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One room of a session: what may be done there, and the outlet of its membership.
///
/// Owned by its session.
final class Joined implements Outlet {

  /// Between questions while the gate cannot be asked.
  private static final long AGAIN_MILLIS = 1_000;

  /// How long a question to the gate may take.
  private static final long ASK_WITHIN_MILLIS = 5_000;

  private final Memberships memberships;
  private final Session session;
  private final Session.Context context;
  private final Connection connection;
  private final Spending spending;
  private final UserId user;
  private final Command.Join join;
  private final RoomId room;
  private final boolean resuming;
  private final boolean fresh;

  /// What waits until it is known what may be done here.
  private final List<Runnable> waiting = new ArrayList<>();

  private @Nullable Verdict verdict;
  private @Nullable Membership membership;
  private @Nullable Account account;

  /// What lies between where the client stood and this is read for it, at its cost.
  private Position paysUpTo = Position.NONE;

  private boolean unanswered = true;
  private boolean asking;
  private boolean paused;
  private long askedMillis;
  private long askAgainMillis;
  private int questions;

  /// @param fresh whether the room was paid for as one in which nobody has spoken
  Joined(Memberships memberships, Session session, UserId user, Command.Join join, boolean fresh) {
    this.memberships = memberships;
    this.session = session;
    this.context = session.context();
    this.connection = session.connection();
    this.spending = memberships.spending();
    this.user = user;
    this.join = join;
    this.room = join.room();
    this.resuming = join.at() != null;
    this.fresh = fresh;
  }

  /// Asks what may be done here, for the first time or again.
  void ask() {
    int question = ++questions;
    asking = true;
    askedMillis = context.elapsedMillis();
    Future<Verdict> asked = context.gate().ask(user, room);
    if (asked.isComplete()) {
      answered(question, asked);
    } else {
      OnLoop.back(asked).onComplete(done -> answered(question, done));
    }
  }

  /// Only the last question counts: an older one may have been answered before the change that
  /// made somebody ask again.
  private void answered(int question, AsyncResult<Verdict> done) {
    if (question != questions || !memberships.has(this)) {
      return;
    }
    asking = false;
    if (verdict == null) {
      decided(done);
    } else if (done.succeeded()) {
      askAgainMillis = askedMillis + Gate.BELIEVED_MILLIS - ASK_WITHIN_MILLIS;
      judgedAgain(done.result());
    } else {
      // Nobody can tell: a paused member waits, and who is believed is believed a little longer.
      askAgainMillis = context.elapsedMillis() + AGAIN_MILLIS;
    }
  }

  private void judgedAgain(Verdict now) {
    verdict = now;
    if (!now.allows(Verb.JOIN)) {
      remove();
    } else if (paused) {
      paused = false;
      if (membership != null) {
        context.node().resume(membership);
      }
    }
  }

  private void remove() {
    memberships.forget(this);
    over();
    if (membership != null) {
      context.node().leave(membership);
    }
    if (unanswered) {
      answer();
      connection.send(error(ErrorCode.FORBIDDEN, 0));
    } else {
      connection.push(new Push.Removed(room, ErrorCode.FORBIDDEN));
    }
    takeWaiting().forEach(Runnable::run);
  }

  /// Rights may have changed: hears nothing newer until the gate has said so again.
  void doubt() {
    if (membership != null) {
      paused = true;
      context.node().pause(membership);
    }
    ask();
  }

  /// Asks again what was answered long ago, or could not be; gives up a question without an answer.
  void tick(long nowMillis) {
    if (asking && nowMillis - askedMillis >= ASK_WITHIN_MILLIS) {
      answered(questions, Future.failedFuture("the gate does not answer"));
    } else if (!asking && nowMillis >= askAgainMillis) {
      ask();
    }
  }

  private void decided(AsyncResult<Verdict> done) {
    if (done.failed()) {
      refuse(NodeLoop.code(done.cause()), Receipt.RETRY_AFTER_MILLIS);
    } else if (done.result().allows(Verb.JOIN)) {
      verdict = done.result();
      askAgainMillis = askedMillis + Gate.BELIEVED_MILLIS - ASK_WITHIN_MILLIS;
      membership = context.node().join(room, join.at(), this);
    } else {
      refuse(ErrorCode.FORBIDDEN, 0);
    }
    takeWaiting().forEach(Runnable::run);
  }

  RoomId room() {
    return room;
  }

  /// What its client may do here; null as long as that is not known.
  @Nullable Verdict verdict() {
    return verdict;
  }

  /// Does something as soon as that is known, or the room is left.
  void whenDecided(Runnable task) {
    waiting.add(task);
  }

  List<Runnable> takeWaiting() {
    List<Runnable> taken = List.copyOf(waiting);
    waiting.clear();
    return taken;
  }

  /// Nobody hears answers any more.
  void forget() {
    unanswered = false;
    waiting.clear();
    leave();
  }

  /// Most people only listen: it is opened by the first message.
  Account account() {
    Account mine = account;
    if (mine == null) {
      mine = spending.room(room.value());
      account = mine;
    }
    return mine;
  }

  private void over() {
    if (account != null) {
      account.close();
      account = null;
    }
  }

  void leave() {
    over();
    if (membership != null) {
      context.node().leave(membership);
    }
    if (unanswered) {
      answer();
      context.events().failed(ErrorCode.NOT_JOINED);
      connection.send(error(ErrorCode.NOT_JOINED, 0));
    }
    takeWaiting().forEach(Runnable::run);
  }

  private Reply error(ErrorCode code, long retryAfterMillis) {
    return new Reply.Failed(
        join.ref(), null, room.value(), code, code.sentence(), retryAfterMillis);
  }

  private void answer() {
    if (unanswered) {
      unanswered = false;
      session.inFlight().answered();
    }
  }

  @Override
  public void joined(Membership ignored, Position from, Position head, boolean recovered) {
    answer();
    if (fresh && !head.equals(Position.NONE)) {
      spending.roomExisted();
    }
    if (resuming) {
      context.events().resumed(recovered);
      spending.readLess(Spending.RESUME_RESERVE);
      paysUpTo = head;
    }
    connection.send(new Reply.Joined(join.ref(), room, from, head, recovered));
  }

  @Override
  public void refused(Membership ignored, ErrorCode code) {
    refuse(code, Receipt.RETRY_AFTER_MILLIS);
  }

  private void refuse(ErrorCode code, long retryAfterMillis) {
    memberships.forget(this);
    over();
    answer();
    if (fresh) {
      spending.roomExisted();
    }
    if (resuming) {
      spending.readLess(Spending.RESUME_RESERVE);
    }
    context.events().failed(code);
    connection.send(error(code, retryAfterMillis));
  }

  @Override
  public String session() {
    return session.session();
  }

  @Override
  public Offer offer(Delivery delivery) {
    Offer offer = connection.offer(delivery);
    if (offer == Offer.ACCEPTED
        && delivery instanceof Batch batch
        && paysUpTo.isAfter(batch.from())) {
      spending.readMore(Spending.cost(batch.publications()));
    }
    return offer;
  }

  @Override
  public void push(Push push) {
    connection.push(push);
  }

  @Override
  public boolean writable() {
    boolean writable = connection.writable();
    if (writable) {
      session.reads();
    }
    return writable;
  }
}
