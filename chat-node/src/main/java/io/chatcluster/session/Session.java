package io.chatcluster.session;

import io.chatcluster.limits.Account;
import io.chatcluster.node.Ear;
import io.chatcluster.protocol.CloseReason;
import io.chatcluster.protocol.Command;
import io.chatcluster.protocol.Content;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.MalformedException;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Push;
import io.chatcluster.protocol.Reply;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Stamp;
import io.chatcluster.protocol.Text;
import io.chatcluster.protocol.UserId;
import io.chatcluster.rights.Verb;
import io.chatcluster.room.Offer;
import io.chatcluster.room.Signals;
import io.vertx.core.AsyncResult;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// One live client: what it may do, and what it is told.
///
/// Owned by the loop of its connection; lives and dies with it. Every command gets exactly the
/// answers that `docs/protocol.md` promises; nothing that a client sends can harm more than its own
/// session.
public final class Session implements Ear {

  private final SessionContext context;
  private final Connection connection;
  private final Client client;
  private final Identity identity;
  private final Heed heed;
  private final Refusals refusals;
  private final InFlight inFlight = new InFlight(this::answered);
  private final Patience patience;
  private final Memberships rooms;
  private final RoomCommands commands;
  private boolean closed;

  /// @param id `<nodeId>.<random>`
  /// @param address of the client; the session closes it when it ends
  public Session(String id, SessionContext context, Connection connection, Account address) {
    this.context = context;
    this.connection = connection;
    this.identity = new Identity(context.authenticator());
    Reply.Limits limits = context.settings().limits();
    this.heed = new Heed(limits.maxRooms() + limits.maxInFlight());
    this.refusals = new Refusals(context.events(), heed, connection::send);
    Spending spending = new Spending(context.limits(), context.node(), address);
    this.client = new Client(id, context, connection, spending, inFlight, refusals);
    this.patience = new Patience(client, identity, heed);
    this.rooms = new Memberships(client, patience, this::received);
    this.commands = new RoomCommands(client, rooms);
  }

  /// A command came.
  public void received(Command command) {
    if (closed) {
      return;
    }
    UserId user = identity.user();
    int most = context.settings().limits().maxInFlight();
    if (identity.asking()) {
      if (!identity.hold(command, most)) {
        refusals.command(command, ErrorCode.TOO_MANY_IN_FLIGHT);
      }
    } else if (command instanceof Command.Connect(String ref, String token)) {
      connect(ref, token);
    } else if (user == null) {
      refusals.command(command, ErrorCode.UNAUTHENTICATED);
      close(CloseReason.UNAUTHORIZED);
    } else if (inFlight.count() >= most) {
      refusals.command(command, ErrorCode.TOO_MANY_IN_FLIGHT);
    } else {
      handle(command, user);
    }
  }

  /// Presents a token, from the first frame or from the handshake.
  public void connect(@Nullable String ref, String token) {
    if (identity.user() != null) {
      refusals.other(ref, ErrorCode.ALREADY_CONNECTED);
      return;
    }
    identity.ask(
        token,
        done -> {
          if (!closed) {
            answer(ref, done);
            goOn();
          }
        });
  }

  /// What came while the token was looked at.
  private void goOn() {
    for (Command held = identity.next(); held != null; held = identity.next()) {
      received(held);
    }
  }

  private void answer(@Nullable String ref, AsyncResult<Authenticator.Result> done) {
    if (done.failed()) {
      refusals.other(ref, ErrorCode.UNAVAILABLE);
      for (Command held = identity.next(); held != null; held = identity.next()) {
        refusals.command(held, ErrorCode.UNAVAILABLE);
      }
      return;
    }
    switch (done.result()) {
      case Authenticator.Result.Accepted accepted -> {
        identity.accept(accepted);
        client.spending().by(accepted.user());
        context.node().arrive(accepted.user(), this);
        SessionSettings settings = context.settings();
        connection.send(
            new Reply.Connected(
                ref,
                client.session(),
                settings.node(),
                accepted.user(),
                accepted.name(),
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
      case Command.Join join -> commands.join(join, from);
      case Command.Leave leave -> commands.leave(leave);
      case Command.Chat chat -> chat(chat, from);
      case Command.Signal signal -> commands.signal(signal, from, identity.name());
      case Command.History history -> commands.history(history);
      case Command.Ping(String ref) -> connection.send(new Reply.Pong(ref, context.nowMillis()));
    }
  }

  /// A message: fit to be said, allowed, and not too fast. Then it is the publisher's, and what its
  /// receipt says is the answer.
  private void chat(Command.Chat chat, UserId from) {
    ErrorCode unfit = unfit(chat);
    if (unfit != null) {
      refusals.command(chat, unfit);
      return;
    }
    if (!rooms.may(chat, chat.room(), Verb.WRITE)) {
      return;
    }
    long now = context.nowMillis();
    long wait = rooms.spend(chat);
    if (wait > 0) {
      refusals.command(chat, ErrorCode.RATE_LIMITED, wait);
      if (heed.ignores(wait, context.elapsedMillis())) {
        close(CloseReason.FLOODING);
      }
      return;
    }
    heed.accepted();
    inFlight.begin();
    context.events().received();
    MessageId messageId = chat.id() == null ? newId(now) : chat.id();
    Content content =
        new Content.Chat(
            new Stamp(now, messageId, from), identity.name(), chat.message(), chat.data());
    context
        .node()
        .publisher()
        .publish(chat.room(), content, new ChatReceipt(client, chat, messageId));
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

  /// Something came that is not a command.
  public void malformed(MalformedException e) {
    if (closed) {
      return;
    }
    refusals.malformed(e);
    closeFor(patience.malformed(e));
  }

  private void closeFor(@Nullable CloseReason reason) {
    if (reason != null) {
      close(reason);
    }
  }

  /// Called just before the answer itself is sent, so the session is closed after it.
  private void answered() {
    if (patience.isDraining() && inFlight.none()) {
      context.node().later(() -> close(CloseReason.DRAINING));
    }
  }

  @Override
  public String session() {
    return client.session();
  }

  @Override
  public Offer offer(Signals signals) {
    return connection.offer(signals);
  }

  /// Sends the client elsewhere: tells it how long to wait, then closes as soon as it has its
  /// answers, at the latest after [Patience#DRAIN_MILLIS].
  public void drain(long minMillis, long maxMillis) {
    if (closed || !patience.drain()) {
      return;
    }
    connection.push(new Push.Drain(minMillis, maxMillis));
    if (inFlight.none()) {
      close(CloseReason.DRAINING);
    }
  }

  /// Keeps the deadlines; called about once a second.
  public void tick() {
    if (!closed) {
      rooms.tick();
      closeFor(patience.look());
    }
  }

  /// What this session's user may do may have changed: what it hears ends here, until the gate has
  /// said what holds now.
  ///
  /// @param room null for all of its rooms
  @Override
  public void rightsChanged(@Nullable RoomId room) {
    if (!closed) {
      rooms.rightsChanged(room);
    }
  }

  /// A defect of this node showed while it handled a frame, so nobody knows what state the session
  /// is in. It costs the client its connection but not its messages: it comes back and resumes.
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
      rooms.leaveAll();
      UserId user = identity.user();
      if (user != null) {
        context.node().depart(user, this);
      }
    }
  }

  /// Whether a token was accepted.
  public boolean connected() {
    return identity.user() != null;
  }
}
