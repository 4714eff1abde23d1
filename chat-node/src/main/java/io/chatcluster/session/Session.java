package io.chatcluster.session;

import io.chatcluster.limits.Account;
import io.chatcluster.limits.Limits;
import io.chatcluster.node.NodeLoop;
import io.chatcluster.node.Receipt;
import io.chatcluster.protocol.CloseReason;
import io.chatcluster.protocol.Command;
import io.chatcluster.protocol.Content;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.MalformedException;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Push;
import io.chatcluster.protocol.Reply;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Stamp;
import io.chatcluster.protocol.Text;
import io.chatcluster.protocol.UserId;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// One live client: what it may do, and what it is told.
///
/// Owned by the loop of its connection; lives and dies with it. Every command gets exactly the
/// answers that `docs/protocol.md` promises; nothing that a client sends can harm more than its own
/// session.
public final class Session {

  /// How long a session that is sent elsewhere may wait for answers.
  static final long DRAIN_PATIENCE_MILLIS = 2_000;

  /// What all sessions of a loop share.
  public record Context(
      NodeLoop node,
      Authenticator authenticator,
      SessionSettings settings,
      Limits limits,
      SessionEvents events) {

    /// The loop's time, in milliseconds since 1970.
    public long nowMillis() {
      return node.nowMillis();
    }

    /// The loop's clock for intervals and deadlines, which nobody can set.
    public long elapsedMillis() {
      return node.elapsedMillis();
    }
  }

  private final String id;
  private final Context context;
  private final Connection connection;
  private final Memberships memberships;
  private final Spending spending;
  private final Heed heed;
  private final Refusals refusals;
  private final long openedMillis;
  private @Nullable UserId user;
  private String name = "";
  private long expiresAtMillis;
  private int unreadables;
  private int inFlight;
  private long fullSinceMillis;
  private long drainingSinceMillis;
  private boolean closed;

  /// @param id `<nodeId>.<random>`
  /// @param address of the client; the session closes it when it ends
  public Session(String id, Context context, Connection connection, Account address) {
    this.id = id;
    this.context = context;
    this.connection = connection;
    this.openedMillis = context.elapsedMillis();
    this.spending = new Spending(context.limits(), context.node(), address);
    Reply.Limits limits = context.settings().limits();
    this.heed = new Heed(limits.maxRooms() + limits.maxInFlight());
    this.refusals = new Refusals(context.events(), heed, this::reply);
    this.memberships = new Memberships(context, connection, spending, this::answered, this::reads);
  }

  /// A command came.
  public void received(Command command) {
    if (closed) {
      return;
    }
    if (command instanceof Command.Connect connect) {
      connect(connect.ref(), connect.token());
    } else if (user == null) {
      refusals.command(command, ErrorCode.UNAUTHENTICATED);
      close(CloseReason.UNAUTHORIZED);
    } else if (inFlight >= context.settings().limits().maxInFlight()) {
      refusals.command(command, ErrorCode.TOO_MANY_IN_FLIGHT);
    } else {
      handle(command, user);
    }
  }

  /// Presents a token, from the first frame or from the handshake.
  public void connect(@Nullable String ref, String token) {
    if (user != null) {
      refusals.other(ref, ErrorCode.ALREADY_CONNECTED);
      return;
    }
    switch (context.authenticator().authenticate(token)) {
      case Authenticator.Result.Accepted(UserId who, String called, long until) -> {
        user = who;
        name = called;
        expiresAtMillis = until;
        spending.by(who);
        SessionSettings settings = context.settings();
        reply(
            new Reply.Connected(
                ref,
                id,
                settings.node(),
                who,
                called,
                settings.level(),
                context.nowMillis(),
                settings.limits()));
      }
      case Authenticator.Result.Expired() -> {
        refusals.other(ref, ErrorCode.TOKEN_EXPIRED);
        close(CloseReason.TOKEN_EXPIRED);
      }
      case Authenticator.Result.Refused() -> {
        refusals.other(ref, ErrorCode.BAD_TOKEN);
        close(CloseReason.UNAUTHORIZED);
      }
    }
  }

  private void handle(Command command, UserId from) {
    switch (command) {
      case Command.Connect(var _, var _) -> throw new IllegalStateException("handled before");
      case Command.Join join -> join(join);
      case Command.Leave(String ref, RoomId room) -> {
        memberships.leave(room);
        reply(new Reply.Left(ref, room));
      }
      case Command.Chat chat -> chat(chat, from);
      case Command.History history -> history(history);
      case Command.Ping(String ref) -> reply(new Reply.Pong(ref, context.nowMillis()));
    }
  }

  private void join(Command.Join join) {
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
    inFlight++;
    memberships.join(join.ref(), join.room(), join.at());
  }

  private void chat(Command.Chat chat, UserId from) {
    ErrorCode unfit = unfit(chat);
    if (unfit != null) {
      refusals.command(chat, unfit);
      return;
    }
    if (!memberships.has(chat.room())) {
      refusals.command(chat, ErrorCode.NOT_JOINED);
      return;
    }
    long now = context.nowMillis();
    long wait = memberships.spend(chat.room(), chat.bytes());
    if (wait > 0) {
      refusals.command(chat, ErrorCode.RATE_LIMITED, wait);
      if (heed.ignores(wait, context.elapsedMillis())) {
        close(CloseReason.FLOODING);
      }
      return;
    }
    heed.accepted();
    inFlight++;
    context.events().received();
    MessageId messageId = chat.id() == null ? newId(now) : chat.id();
    Content content =
        new Content.Chat(new Stamp(now, messageId, from), name, chat.message(), chat.data());
    context.node().publish(chat.room(), content, new ChatReceipt(chat, messageId));
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

  private void history(Command.History history) {
    if (!memberships.has(history.room())) {
      refusals.command(history, ErrorCode.NOT_JOINED);
      return;
    }
    int reserve = history.limit() * Spending.ENTRY_RESERVE;
    long wait = spending.read(reserve);
    if (wait > 0) {
      refusals.command(history, ErrorCode.RATE_LIMITED, wait);
      return;
    }
    inFlight++;
    Position before = history.before() == null ? Position.NONE : history.before();
    context
        .node()
        .history(history.room(), before, history.limit())
        .onComplete(
            done -> {
              answered();
              spending.readLess(reserve);
              if (done.succeeded()) {
                spending.readMore(Spending.cost(done.result().publications()));
                reply(
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

  /// Something came that is no command.
  public void malformed(MalformedException e) {
    if (closed) {
      return;
    }
    refusals.malformed(e);
    if (e.code() == ErrorCode.BAD_TOKEN && user == null) {
      close(CloseReason.UNAUTHORIZED);
      return;
    }
    boolean unreadable = e.code() == ErrorCode.MALFORMED || e.code() == ErrorCode.UNKNOWN_TYPE;
    if (unreadable && ++unreadables >= context.settings().maxMalformed()) {
      close(CloseReason.PROTOCOL_ERROR);
    }
  }

  /// Comes before the answer itself is sent: the session is closed after it.
  private void answered() {
    inFlight--;
    if (drainingSinceMillis > 0 && inFlight == 0) {
      context.node().later(() -> close(CloseReason.DRAINING));
    }
  }

  /// A client that reads slowly may leave its outbox full at each tick; it reads all the same.
  private void reads() {
    fullSinceMillis = 0;
  }

  private void reply(Reply reply) {
    if (!closed) {
      connection.send(reply);
    }
  }

  /// Sends the client elsewhere: tells it how long to wait, then closes as soon as it has its
  /// answers, at the latest after [#DRAIN_PATIENCE_MILLIS].
  public void drain(long minMillis, long maxMillis) {
    if (closed || drainingSinceMillis > 0) {
      return;
    }
    connection.push(new Push.Drain(minMillis, maxMillis));
    drainingSinceMillis = context.elapsedMillis();
    if (inFlight == 0) {
      close(CloseReason.DRAINING);
    }
  }

  /// Keeps the deadlines; called about once a second.
  public void tick() {
    if (closed) {
      return;
    }
    if (heed.tick()) {
      close(CloseReason.FLOODING);
      return;
    }
    long now = context.elapsedMillis();
    SessionSettings settings = context.settings();
    if (user == null) {
      if (now - openedMillis > settings.connectTimeoutMillis()) {
        close(CloseReason.CONNECT_TIMEOUT);
      }
      return;
    }
    if (context.nowMillis() >= expiresAtMillis) {
      close(CloseReason.TOKEN_EXPIRED);
    } else if (drainingSinceMillis > 0 && now - drainingSinceMillis > DRAIN_PATIENCE_MILLIS) {
      close(CloseReason.DRAINING);
    } else if (connection.writable() || connection.reads()) {
      fullSinceMillis = 0;
    } else if (fullSinceMillis == 0) {
      fullSinceMillis = now;
    } else if (now - fullSinceMillis > settings.slowConsumerMillis()) {
      close(CloseReason.SLOW_CONSUMER);
    }
  }

  /// A defect of this node was found while it handled a frame: what state the session is in, nobody
  /// knows. It costs the client its connection, not its messages: it comes back and resumes.
  public void broke() {
    refusals.other(null, ErrorCode.INTERNAL);
    close(CloseReason.INTERNAL_ERROR);
  }

  /// Ends the session from this side.
  public void close(CloseReason reason) {
    if (!closed) {
      ended();
      connection.close(reason);
    }
  }

  /// The connection is gone.
  public void ended() {
    if (!closed) {
      closed = true;
      memberships.leaveAll();
    }
  }

  /// Whether a token was accepted.
  public boolean connected() {
    return user != null;
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
      answered();
      if (chat.ref() != null) {
        reply(new Reply.Ok(chat.ref(), messageId, at, context.settings().level()));
      }
    }

    @Override
    public void failed(ErrorCode code, long retryAfterMillis) {
      answered();
      refusals.message(chat, messageId.value(), code, retryAfterMillis);
    }
  }
}
