package io.chatcluster.socketchat;

import io.chatcluster.limits.Account;
import io.chatcluster.protocol.CloseReason;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.Reply;
import io.chatcluster.protocol.UserId;
import io.chatcluster.socketio.Ack;
import io.chatcluster.socketio.Answer;
import io.chatcluster.socketio.DisconnectCause;
import io.chatcluster.socketio.Entry;
import io.chatcluster.socketio.Event;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One client's stay in the chat: how it comes in, anew or where it was before, who it is, and what
/// is left of it when it goes. Owned by its loop.
final class Visit implements ChatSocket.Owner {

  private static final String GUEST = "Guest";

  private final SocketContext context;
  private final Entry entry;
  private final @Nullable String token;
  private final Supplier<Account> addresses;
  private final Visits visits;
  private final Promise<Answer> answer = Promise.promise();
  private String sid;
  private String pid;
  private ChatSocket chat;
  private Reply.@Nullable Connected who;
  private @Nullable Recovery recovery;

  /// When what is left of it was kept last, and after how long it is kept again: long before it
  /// would be forgotten, and not with everybody else's.
  private long keptMillis;

  private final long keepMillis;

  /// @param token that the client has shown; null if none
  /// @param addresses opens the account of the client's address
  Visit(
      SocketContext context,
      Entry entry,
      @Nullable String token,
      Supplier<Account> addresses,
      Visits visits) {
    this.context = context;
    this.entry = entry;
    this.token = token;
    this.addresses = addresses;
    this.visits = visits;
    long life = context.settings().recovery().toMillis();
    this.keepMillis = ThreadLocalRandom.current().nextLong(life / 4, life / 2 + 1);
    this.keptMillis = context.sessions().elapsedMillis();
    this.sid = context.names().secret();
    this.pid = context.names().secret();
    this.chat = new ChatSocket(context, entry.socket(), sid, addresses.get(), this);
  }

  ChatSocket chat() {
    return chat;
  }

  /// Lets the client in, or says why not.
  Future<Answer> begin() {
    visits.add(this);
    String former = entry.pid();
    String offset = entry.offset();
    if (former == null || offset == null) {
      connect();
    } else {
      context
          .footprints()
          .find(former)
          .onComplete(
              found -> {
                if (answer.future().isComplete()) {
                  // The client has gone meanwhile.
                  return;
                }
                if (found.failed()) {
                  // Taken in without its past it would lose its place. So it comes back, and asks
                  // again.
                  entry.socket().close();
                } else {
                  found
                      .result()
                      .flatMap(footprint -> Recovery.of(footprint, offset))
                      .ifPresent(one -> follow(former, one));
                  connect();
                }
              });
    }
    return answer.future();
  }

  /// Goes on where the client was.
  private void follow(String former, Recovery from) {
    chat.session().ended();
    sid = from.sid();
    pid = former;
    recovery = from;
    chat = new ChatSocket(context, entry.socket(), sid, addresses.get(), this);
  }

  /// Begins anew after all. Nothing was shown to the client yet.
  private void abandon() {
    if (answer.future().isComplete()) {
      return;
    }
    recovery = null;
    who = null;
    chat.session().ended();
    sid = context.names().secret();
    pid = context.names().secret();
    chat = new ChatSocket(context, entry.socket(), sid, addresses.get(), this);
    connect();
  }

  private void connect() {
    String shown = token == null ? unproven() : token;
    if (shown != null) {
      chat.session().connect(chat.await(this::connected), shown);
    } else if (context.settings().requireToken()) {
      refuse(ErrorCode.BAD_TOKEN);
    } else if (recovery != null) {
      abandon();
    } else {
      // It says who it is by `authenticate`, within the session's time for that.
      accept();
    }
  }

  /// The token of one who needs none.
  private @Nullable String unproven() {
    if (!context.settings().demo()) {
      return null;
    }
    return recovery == null
        ? context.names().guestPass(GUEST)
        : context.names().pass(recovery.user(), recovery.name());
  }

  private void connected(Reply reply) {
    switch (reply) {
      case Reply.Failed failed -> refuse(failed.code());
      case Reply.Connected connected when recovery != null -> {
        if (connected.user().equals(recovery.user())) {
          recovery.begin(chat, this::accept, this::abandon);
        } else {
          abandon();
        }
      }
      default -> accept();
    }
  }

  private void accept() {
    if (answer.tryComplete(new Answer.Accepted(sid, pid, chat))) {
      boolean anew = recovery == null;
      recovery = null;
      context.sessions().later(() -> arrived(anew));
    }
  }

  /// The client is in. The first event after that tells it an offset, without which it could not
  /// come back to where it is.
  private void arrived(boolean anew) {
    if (who != null) {
      JsonObject said = Answers.connected(who);
      said.remove("status");
      chat.say("connected", said);
      moved();
      if (anew) {
        Lobby.enter(chat, context.settings());
      }
    }
  }

  private void refuse(ErrorCode code) {
    JsonObject data = new JsonObject().put("code", code.wire()).put("message", code.sentence());
    if (answer.tryComplete(new Answer.Refused(code.wire(), data))) {
      leave();
    }
  }

  private void leave() {
    chat.session().ended();
    visits.remove(this);
  }

  /// The client is gone, let in or not.
  void gone() {
    if (answer.tryFail("the client is gone")) {
      leave();
    }
  }

  @Override
  public boolean handles(Event event) {
    boolean demo = context.settings().demo();
    if (event.name().equals("authenticate") && demo && event.args().size() > 0) {
      return event.args().getValue(0) instanceof String user && claims(user, event.ack());
    }
    if (event.name().equals("join")) {
      String name = Lobby.name(event.args());
      if (demo && !name.isEmpty() && who != null) {
        become(context.names().pass(who.user(), name), _ -> {});
      }
      Lobby.announce(chat, context.settings(), event.ack());
      return true;
    }
    return false;
  }

  /// In a demo people are who they say they are.
  private boolean claims(String user, Ack ack) {
    boolean claim = user.indexOf('.') < 0 || user.indexOf('.') == user.lastIndexOf('.');
    if (!claim || !UserId.valid(user)) {
      return false;
    }
    String pass = context.names().pass(new UserId(user), user);
    become(pass, reply -> ack.answer(Answers.of(reply)));
    return true;
  }

  private void become(String pass, Consumer<Reply> told) {
    chat.become(pass, chat.await(told), addresses.get());
  }

  @Override
  public void identified(Reply.Connected connected) {
    boolean late = who == null && answer.future().isComplete();
    who = connected;
    if (late) {
      arrived(true);
    }
  }

  @Override
  public void moved() {
    if (who != null && recovery == null) {
      keptMillis = context.sessions().elapsedMillis();
      context.footprints().keep(pid, chat.places().footprint(sid, who.user(), who.name()));
    }
  }

  @Override
  public void shown() {
    if (recovery != null) {
      recovery.look();
    }
  }

  /// Keeps deadlines; called about once a second.
  void tick() {
    if (recovery != null) {
      recovery.tick();
    }
    chat.session().tick();
    if (context.sessions().elapsedMillis() - keptMillis > keepMillis) {
      moved();
    }
  }

  @Override
  public void ended(DisconnectCause cause) {
    visits.remove(this);
    if (cause == DisconnectCause.CLIENT_LEFT || cause == DisconnectCause.SERVER_LEFT) {
      context.footprints().forget(pid);
    }
  }

  @Override
  public void refused(CloseReason reason) {
    switch (reason) {
      case UNAUTHORIZED, PROTOCOL_ERROR -> refuse(ErrorCode.BAD_TOKEN);
      case TOKEN_EXPIRED -> refuse(ErrorCode.TOKEN_EXPIRED);
      default -> entry.socket().close();
    }
  }
}
