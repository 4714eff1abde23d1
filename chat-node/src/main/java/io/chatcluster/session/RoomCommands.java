package io.chatcluster.session;

import io.chatcluster.node.Failure;
import io.chatcluster.node.Page;
import io.chatcluster.protocol.Audience;
import io.chatcluster.protocol.Command;
import io.chatcluster.protocol.Data;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Reply;
import io.chatcluster.protocol.Signal;
import io.chatcluster.protocol.UserId;
import io.chatcluster.rights.Verb;
import io.vertx.core.AsyncResult;

/// What a session is asked about rooms besides messages: to let its client in and out, to show
/// history, to send a signal. Each is a question of rights, then of rates, then of the node.
///
/// Owned by its session.
final class RoomCommands {

  private final Client client;
  private final Memberships rooms;

  RoomCommands(Client client, Memberships rooms) {
    this.client = client;
    this.rooms = rooms;
  }

  void leave(Command.Leave leave) {
    if (rooms.leave(leave)) {
      client.connection().send(new Reply.Left(leave.ref(), leave.room()));
    }
  }

  void join(Command.Join join, UserId from) {
    int most = client.context().settings().limits().maxRooms();
    if (!rooms.has(join.room()) && rooms.size() >= most) {
      client.refusals().command(join, ErrorCode.TOO_MANY_ROOMS);
      return;
    }
    long wait = rooms.spend(join.room(), join.at());
    if (wait > 0) {
      client.refusals().command(join, ErrorCode.RATE_LIMITED, wait);
      return;
    }
    client.inFlight().begin();
    rooms.join(from, join);
  }

  /// @param name that is shown
  void signal(Command.Signal signal, UserId from, String name) {
    Data data = signal.data();
    if (data != null && data.bytes() > client.context().settings().limits().maxDataBytes()) {
      client.refusals().command(signal, ErrorCode.MESSAGE_TOO_BIG);
      return;
    }
    if (!rooms.may(signal, signal.room(), Verb.SIGNAL)) {
      return;
    }
    long wait = client.spending().signal();
    if (wait > 0) {
      client.refusals().command(signal, ErrorCode.RATE_LIMITED, wait);
      return;
    }
    Signal.Key key = new Signal.Key(client.session(), signal.topic());
    Audience members = new Audience.OfRoom(signal.room());
    client.context().node().signal(Signal.of(members, key, from, name, data));
    if (signal.ref() != null) {
      client.connection().send(new Reply.Sent(signal.ref(), signal.room()));
    }
  }

  void history(Command.History history) {
    if (!rooms.may(history, history.room(), Verb.READ)) {
      return;
    }
    int reserve = history.limit() * Spending.ENTRY_RESERVE;
    long wait = client.spending().read(reserve);
    if (wait > 0) {
      client.refusals().command(history, ErrorCode.RATE_LIMITED, wait);
      return;
    }
    client.inFlight().begin();
    Position before = history.before() == null ? Position.NONE : history.before();
    client
        .context()
        .node()
        .history(history.room(), before, history.limit())
        .onComplete(done -> answer(history, reserve, done));
  }

  private void answer(Command.History history, int reserve, AsyncResult<Page> done) {
    client.inFlight().answered();
    client.spending().readLess(reserve);
    if (done.failed()) {
      client.refusals().command(history, Failure.code(done.cause()));
      return;
    }
    Page page = done.result();
    client.spending().readMore(Spending.cost(page.publications()));
    client
        .connection()
        .send(new Reply.History(history.ref(), history.room(), page.publications(), page.more()));
  }
}
