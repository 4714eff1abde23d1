package io.chatcluster.session;

import io.chatcluster.limits.Account;
import io.chatcluster.limits.Limits;
import io.chatcluster.node.Ear;
import io.chatcluster.node.NodeLoop;
import io.chatcluster.protocol.CloseReason;
import io.chatcluster.protocol.Command;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.MalformedException;
import io.chatcluster.protocol.Push;
import io.chatcluster.protocol.Reply;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.chatcluster.rights.Gate;
import io.chatcluster.room.Offer;
import io.chatcluster.room.Signals;
import io.vertx.core.AsyncResult;
import org.jspecify.annotations.Nullable;

/// One live client: what it may do, and what it is told.
///
/// Owned by the loop of its connection; lives and dies with it. Every command gets exactly the
/// answers that `docs/protocol.md` promises; nothing that a client sends can harm more than its own
/// session.
public final class Session implements Ear {

  /// How long a session that is sent elsewhere may wait for answers.
  static final long DRAIN_PATIENCE_MILLIS = 2_000;

  /// What all sessions of a loop share.
  public record Context(
      NodeLoop node,
      Authenticator authenticator,
      Gate gate,
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
  private final Identity identity;
  private final Heed heed;
  private final Refusals refusals;
  private final RoomCommands rooms;
  private final InFlight inFlight = new InFlight(this::answered);
  private final long openedMillis;
  private int unreadables;
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
    this.identity = new Identity(context.authenticator());
    Reply.Limits limits = context.settings().limits();
    this.heed = new Heed(limits.maxRooms() + limits.maxInFlight());
    this.refusals = new Refusals(context.events(), heed, this::reply);
    Spending spending = new Spending(context.limits(), context.node(), address);
    this.rooms = new RoomCommands(this, context, identity, refusals, heed, spending);
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
        rooms.spentBy(accepted.user());
        context.node().arrive(accepted.user(), this);
        SessionSettings settings = context.settings();
        reply(
            new Reply.Connected(
                ref,
                id,
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
      case Command.Join join -> rooms.join(join, from);
      case Command.Leave leave -> rooms.leave(leave);
      case Command.Chat chat -> rooms.chat(chat, from);
      case Command.Signal signal -> rooms.signal(signal, from);
      case Command.History history -> rooms.history(history);
      case Command.Ping(String ref) -> reply(new Reply.Pong(ref, context.nowMillis()));
    }
  }

  /// Something came that is no command.
  public void malformed(MalformedException e) {
    if (closed) {
      return;
    }
    refusals.malformed(e);
    if (e.code() == ErrorCode.BAD_TOKEN && identity.user() == null) {
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
    if (drainingSinceMillis > 0 && inFlight.none()) {
      context.node().later(() -> close(CloseReason.DRAINING));
    }
  }

  /// A client that reads slowly may leave its outbox full at each tick; it reads all the same.
  void reads() {
    fullSinceMillis = 0;
  }

  @Override
  public String session() {
    return id;
  }

  @Override
  public Offer offer(Signals signals) {
    return connection.offer(signals);
  }

  Context context() {
    return context;
  }

  Connection connection() {
    return connection;
  }

  InFlight inFlight() {
    return inFlight;
  }

  void reply(Reply reply) {
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
    if (inFlight.none()) {
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
    if (identity.user() == null) {
      if (now - openedMillis > settings.connectTimeout().toMillis()) {
        close(CloseReason.CONNECT_TIMEOUT);
      }
      return;
    }
    rooms.tick();
    if (identity.expired(context.nowMillis())) {
      close(CloseReason.TOKEN_EXPIRED);
    } else if (drainingSinceMillis > 0 && now - drainingSinceMillis > DRAIN_PATIENCE_MILLIS) {
      close(CloseReason.DRAINING);
    } else if (connection.writable() || connection.reads()) {
      fullSinceMillis = 0;
    } else if (fullSinceMillis == 0) {
      fullSinceMillis = now;
    } else if (now - fullSinceMillis > settings.slowConsumer().toMillis()) {
      close(CloseReason.SLOW_CONSUMER);
    }
  }

  /// What this session's user may do may have changed: what it hears ends here, until the gate has
  /// said what holds now.
  ///
  /// @param room null for all of its rooms
  public void rightsChanged(@Nullable RoomId room) {
    if (!closed) {
      rooms.rightsChanged(room);
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
