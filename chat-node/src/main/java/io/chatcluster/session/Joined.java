package io.chatcluster.session;

import io.chatcluster.limits.Account;
import io.chatcluster.node.Failure;
import io.chatcluster.node.Receipt;
import io.chatcluster.protocol.Command;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Push;
import io.chatcluster.protocol.Reply;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.chatcluster.rights.Verb;
import io.chatcluster.rights.Verdict;
import io.chatcluster.room.Batch;
import io.chatcluster.room.Member;
import io.chatcluster.room.Membership;
import io.chatcluster.room.Outlet;
import io.vertx.core.AsyncResult;
import org.jspecify.annotations.Nullable;

/// One room of a session, from the join to the end: its answer, its cost, and what may be done
/// there.
///
/// Owned by its session.
final class Joined implements Member, Rights.Holder {

  /// Whose room it is.
  interface Owner {

    /// It is over, from the room's side.
    void over(Joined joined);

    /// The client has taken what it had missed.
    void reads();
  }

  private final Owner owner;
  private final Client client;
  private final Command.Join join;
  private final Rights rights;

  /// Whether it was paid for as a room in which nobody has spoken.
  private final boolean fresh;

  private @Nullable Membership membership;
  private @Nullable Account account;

  /// Whatever lies between where the client stood and this is read for the client, and charged to
  /// it.
  private Position paysUpTo = Position.NONE;

  private boolean unanswered = true;
  private boolean paused;

  Joined(Owner owner, Client client, UserId user, Command.Join join, boolean fresh) {
    this.owner = owner;
    this.client = client;
    this.join = join;
    this.rights = new Rights(client.context(), user, join.room(), this);
    this.fresh = fresh;
  }

  RoomId room() {
    return join.room();
  }

  Rights rights() {
    return rights;
  }

  /// Opened by the first message, as most people only listen.
  Account account() {
    Account mine = account;
    if (mine == null) {
      mine = client.spending().room(room().value());
      account = mine;
    }
    return mine;
  }

  @Override
  public void decided(AsyncResult<Verdict> first) {
    if (first.failed()) {
      refuse(Failure.code(first.cause()), Receipt.RETRY_AFTER_MILLIS);
    } else if (first.result().allows(Verb.JOIN)) {
      membership = client.context().node().join(room(), join.at(), this);
    } else {
      refuse(ErrorCode.FORBIDDEN, 0);
    }
  }

  @Override
  public void decidedAgain(Verdict now) {
    if (!now.allows(Verb.JOIN)) {
      remove();
    } else if (paused && membership != null) {
      paused = false;
      client.context().node().resume(membership);
    }
  }

  private void remove() {
    owner.over(this);
    end();
    if (unanswered) {
      answer(error(ErrorCode.FORBIDDEN, 0));
    } else {
      client.connection().push(new Push.Removed(room(), ErrorCode.FORBIDDEN));
    }
    rights.tellWaiting();
  }

  /// Hears nothing newer until the gate has said so again.
  @Override
  public void rightsChanged() {
    if (membership != null) {
      paused = true;
      client.context().node().pause(membership);
    }
    rights.ask();
  }

  void leave() {
    end();
    if (unanswered) {
      client.context().events().failed(ErrorCode.NOT_JOINED);
      answer(error(ErrorCode.NOT_JOINED, 0));
    }
    rights.tellWaiting();
  }

  /// The connection is going: nobody hears answers any more.
  void forget() {
    rights.takeWaiting();
    end();
    unanswered = false;
  }

  private void end() {
    rights.end();
    if (account != null) {
      account.close();
      account = null;
    }
    if (membership != null) {
      client.context().node().leave(membership);
    }
  }

  private void answer(Reply reply) {
    unanswered = false;
    client.inFlight().answered();
    client.connection().send(reply);
  }

  private Reply error(ErrorCode code, long retryAfterMillis) {
    return new Reply.Failed(
        join.ref(), null, room().value(), code, code.sentence(), retryAfterMillis);
  }

  @Override
  public String session() {
    return client.session();
  }

  @Override
  public Outlet outlet() {
    return client.connection();
  }

  @Override
  public void joined(Position from, Position head, boolean recovered) {
    if (fresh && !head.equals(Position.NONE)) {
      client.spending().roomExisted();
    }
    if (join.at() != null) {
      client.context().events().resumed(recovered);
      client.spending().readLess(Spending.RESUME_RESERVE);
      paysUpTo = head;
    }
    answer(new Reply.Joined(join.ref(), room(), from, head, recovered));
  }

  @Override
  public void refused(ErrorCode code) {
    refuse(code, Receipt.RETRY_AFTER_MILLIS);
  }

  private void refuse(ErrorCode code, long retryAfterMillis) {
    owner.over(this);
    end();
    if (fresh) {
      client.spending().roomExisted();
    }
    if (join.at() != null) {
      client.spending().readLess(Spending.RESUME_RESERVE);
    }
    client.context().events().failed(code);
    answer(error(code, retryAfterMillis));
  }

  @Override
  public void read(Batch batch) {
    owner.reads();
    if (paysUpTo.isAfter(batch.from())) {
      client.spending().readMore(Spending.cost(batch.publications()));
    }
  }
}
