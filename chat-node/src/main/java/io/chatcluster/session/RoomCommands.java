package io.chatcluster.session;

import io.chatcluster.node.NodeLoop;
import io.chatcluster.node.Receipt;
import io.chatcluster.protocol.Audience;
import io.chatcluster.protocol.CloseReason;
import io.chatcluster.protocol.Command;
import io.chatcluster.protocol.Content;
import io.chatcluster.protocol.Data;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Reply;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import io.chatcluster.protocol.Stamp;
import io.chatcluster.protocol.Text;
import io.chatcluster.protocol.UserId;
import io.chatcluster.rights.Verb;
import io.chatcluster.rights.Verdict;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// What a session is asked about rooms: to let its client in and out, to say something, to show the
/// past. Each is a question of rights, then of rates, then of the node.
///
/// Owned by its session.
final class RoomCommands {

  private final Session session;
  private final Session.Context context;
  private final Identity identity;
  private final Refusals refusals;
  private final Heed heed;
  private final Spending spending;
  private final Memberships memberships;

  RoomCommands(
      Session session,
      Session.Context context,
      Identity identity,
      Refusals refusals,
      Heed heed,
      Spending spending) {
    this.session = session;
    this.context = context;
    this.identity = identity;
    this.refusals = refusals;
    this.heed = heed;
    this.spending = spending;
    this.memberships = new Memberships(session, context, spending);
  }

  /// It is known now who spends.
  void spentBy(UserId user) {
    spending.by(user);
  }

  /// See [Session#rightsChanged].
  void rightsChanged(@Nullable RoomId room) {
    memberships.rightsChanged(room);
  }

  void tick() {
    memberships.tick();
  }

  /// The session is over.
  void leaveAll() {
    memberships.leaveAll();
  }

  void leave(Command.Leave leave) {
    if (memberships.has(leave.room()) && memberships.verdict(leave.room()) == null) {
      later(leave, leave.room());
      return;
    }
    memberships.leave(leave.room());
    session.reply(new Reply.Left(leave.ref(), leave.room()));
  }

  void join(Command.Join join, UserId from) {
    if (!memberships.has(join.room())
        && memberships.size() >= context.settings().limits().maxRooms()) {
      refusals.command(join, ErrorCode.TOO_MANY_ROOMS);
      return;
    }
    long wait = memberships.spend(join.room(), join.at());
    if (wait > 0) {
      refusals.command(join, ErrorCode.RATE_LIMITED, wait);
      return;
    }
    session.inFlight().begin();
    memberships.join(from, join);
  }

  void chat(Command.Chat chat, UserId from) {
    ErrorCode unfit = unfit(chat);
    if (unfit != null) {
      refusals.command(chat, unfit);
      return;
    }
    if (!may(chat, chat.room(), Verb.WRITE)) {
      return;
    }
    long now = context.nowMillis();
    long wait = memberships.spend(chat.room(), chat.bytes());
    if (wait > 0) {
      refusals.command(chat, ErrorCode.RATE_LIMITED, wait);
      if (heed.ignores(wait, context.elapsedMillis())) {
        session.close(CloseReason.FLOODING);
      }
      return;
    }
    heed.accepted();
    session.inFlight().begin();
    context.events().received();
    MessageId messageId = chat.id() == null ? newId(now) : chat.id();
    Content content =
        new Content.Chat(
            new Stamp(now, messageId, from), identity.name(), chat.message(), chat.data());
    context.node().publish(chat.room(), content, new ChatReceipt(chat, messageId));
  }

  /// Without a `ref` nothing is answered but an error of the client's own doing: nobody waits for
  /// what is fleeting.
  void signal(Command.Signal signal, UserId from) {
    Data data = signal.data();
    if (data != null && data.bytes() > context.settings().limits().maxDataBytes()) {
      refusals.command(signal, ErrorCode.MESSAGE_TOO_BIG);
      return;
    }
    if (!may(signal, signal.room(), Verb.SIGNAL)) {
      return;
    }
    long wait = spending.signal();
    if (wait > 0) {
      refusals.command(signal, ErrorCode.RATE_LIMITED, wait);
      return;
    }
    Signal.Key key = new Signal.Key(session.session(), signal.topic());
    Audience members = new Audience.OfRoom(signal.room());
    context.node().signal(Signal.of(members, key, from, identity.name(), data));
    if (signal.ref() != null) {
      session.reply(new Reply.Sent(signal.ref(), signal.room()));
    }
  }

  /// Whether a command may be carried out now. If not, it is refused, or comes again as soon as it
  /// is known what its sender may do.
  private boolean may(Command command, RoomId room, Verb verb) {
    if (!memberships.has(room)) {
      refusals.command(command, ErrorCode.NOT_JOINED);
      return false;
    }
    Verdict verdict = memberships.verdict(room);
    if (verdict == null) {
      later(command, room);
      return false;
    }
    if (!verdict.allows(verb)) {
      refusals.command(command, ErrorCode.FORBIDDEN);
      return false;
    }
    return true;
  }

  private void later(Command command, RoomId room) {
    session.inFlight().begin();
    memberships.whenDecided(
        room,
        () -> {
          session.inFlight().answered();
          session.received(command);
        });
  }

  private @Nullable ErrorCode unfit(Command.Chat chat) {
    Reply.Limits limits = context.settings().limits();
    boolean tooMuch = chat.data() != null && chat.data().bytes() > limits.maxDataBytes();
    return tooMuch
        ? ErrorCode.MESSAGE_TOO_BIG
        : Text.refusal(chat.message(), limits.maxMessageBytes());
  }

  private static MessageId newId(long now) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return MessageId.create(now, random.nextLong(), random.nextLong());
  }

  void history(Command.History history) {
    if (!may(history, history.room(), Verb.READ)) {
      return;
    }
    int reserve = history.limit() * Spending.ENTRY_RESERVE;
    long wait = spending.read(reserve);
    if (wait > 0) {
      refusals.command(history, ErrorCode.RATE_LIMITED, wait);
      return;
    }
    session.inFlight().begin();
    Position before = history.before() == null ? Position.NONE : history.before();
    context
        .node()
        .history(history.room(), before, history.limit())
        .onComplete(
            done -> {
              session.inFlight().answered();
              spending.readLess(reserve);
              if (done.succeeded()) {
                spending.readMore(Spending.cost(done.result().publications()));
                session.reply(
                    new Reply.History(
                        history.ref(),
                        history.room(),
                        done.result().publications(),
                        done.result().more()));
              } else {
                refusals.command(history, NodeLoop.code(done.cause()));
              }
            });
  }

  private final class ChatReceipt implements Receipt {

    private final Command.Chat chat;
    private final MessageId messageId;

    ChatReceipt(Command.Chat chat, MessageId messageId) {
      this.chat = chat;
      this.messageId = messageId;
    }

    @Override
    public void stored(Position at) {
      session.inFlight().answered();
      if (chat.ref() != null) {
        session.reply(new Reply.Ok(chat.ref(), messageId, at, context.settings().level()));
      }
    }

    @Override
    public void failed(ErrorCode code, long retryAfterMillis) {
      session.inFlight().answered();
      refusals.message(chat, messageId.value(), code, retryAfterMillis);
    }
  }
}
