package io.chatcluster.session;

import io.chatcluster.broker.OnLoop;
import io.chatcluster.protocol.Command;
import io.chatcluster.protocol.UserId;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Who a session is. Until that is known, what its client says waits here in order.
///
/// Owned by its session.
final class Identity {

  private final Authenticator authenticator;
  private final ArrayDeque<Command> held = new ArrayDeque<>();
  private @Nullable UserId user;
  private String name = "";
  private long expiresAtMillis;
  private boolean asking;

  Identity(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  /// Null before a token was accepted.
  @Nullable UserId user() {
    return user;
  }

  /// The display name.
  String name() {
    return name;
  }

  boolean expired(long nowMillis) {
    return nowMillis >= expiresAtMillis;
  }

  /// Whether a token is being looked at.
  boolean asking() {
    return asking;
  }

  /// Asks whom a token speaks for.
  ///
  /// @param then called on this loop, at once if the answer is there at once
  void ask(String token, Consumer<AsyncResult<Authenticator.Result>> then) {
    Future<Authenticator.Result> answer = authenticator.authenticate(token);
    if (answer.isComplete()) {
      then.accept(answer);
      return;
    }
    asking = true;
    OnLoop.back(answer)
        .onComplete(
            done -> {
              asking = false;
              then.accept(done);
            });
  }

  void accept(Authenticator.Result.Accepted accepted) {
    user = accepted.user();
    name = accepted.name();
    expiresAtMillis = accepted.expiresAtMillis();
  }

  /// Keeps a command until the token's answer.
  ///
  /// @param most commands that are kept
  /// @return whether there was room for it
  boolean hold(Command command, int most) {
    if (held.size() >= most) {
      return false;
    }
    held.add(command);
    return true;
  }

  /// The next command that was held, null when none is left.
  @Nullable Command next() {
    return held.poll();
  }
}
