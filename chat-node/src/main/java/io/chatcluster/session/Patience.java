package io.chatcluster.session;

import io.chatcluster.protocol.CloseReason;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.MalformedException;
import org.jspecify.annotations.Nullable;

/// How long a session is put up with: without a token or after the token's end, with an outbox that
/// stays full, with what is not a command, with a client that heeds nothing, and while the node
/// leaves.
///
/// Owned by its session, which closes itself for the reasons that it is told here.
final class Patience {

  /// How long a session that is sent elsewhere may wait for answers.
  static final long DRAIN_MILLIS = 2_000;

  private final Client client;
  private final Identity identity;
  private final Heed heed;
  private final long openedMillis;
  private int unreadables;
  private long fullSinceMillis;
  private long drainingSinceMillis;

  Patience(Client client, Identity identity, Heed heed) {
    this.client = client;
    this.identity = identity;
    this.heed = heed;
    this.openedMillis = client.context().elapsedMillis();
  }

  /// The session is sent elsewhere from now on.
  ///
  /// @return whether it was not yet
  boolean drain() {
    if (isDraining()) {
      return false;
    }
    drainingSinceMillis = client.context().elapsedMillis();
    return true;
  }

  boolean isDraining() {
    return drainingSinceMillis > 0;
  }

  /// A client that reads slowly may have a full outbox at each look, and read all the same.
  void reads() {
    fullSinceMillis = 0;
  }

  /// Something came that is not a command.
  ///
  /// @return why the session has to end for it; null if it need not
  @Nullable CloseReason malformed(MalformedException e) {
    if (e.code() == ErrorCode.BAD_TOKEN && identity.user() == null) {
      return CloseReason.UNAUTHORIZED;
    }
    boolean unreadable = e.code() == ErrorCode.MALFORMED || e.code() == ErrorCode.UNKNOWN_TYPE;
    boolean last = unreadable && ++unreadables >= client.context().settings().maxMalformed();
    return last ? CloseReason.PROTOCOL_ERROR : null;
  }

  /// Looks at the deadlines; called about once a second.
  ///
  /// @return why the session has to end now; null if it need not
  @Nullable CloseReason look() {
    SessionContext context = client.context();
    long now = context.elapsedMillis();
    if (heed.tick()) {
      return CloseReason.FLOODING;
    }
    if (identity.user() == null) {
      boolean late = now - openedMillis > context.settings().connectTimeout().toMillis();
      return late ? CloseReason.CONNECT_TIMEOUT : null;
    }
    if (identity.expired(context.nowMillis())) {
      return CloseReason.TOKEN_EXPIRED;
    }
    if (isDraining() && now - drainingSinceMillis > DRAIN_MILLIS) {
      return CloseReason.DRAINING;
    }
    return isTooSlow(now) ? CloseReason.SLOW_CONSUMER : null;
  }

  private boolean isTooSlow(long now) {
    Connection connection = client.connection();
    if (connection.writable() || connection.reads()) {
      fullSinceMillis = 0;
    } else if (fullSinceMillis == 0) {
      fullSinceMillis = now;
    } else {
      return now - fullSinceMillis > client.context().settings().slowConsumer().toMillis();
    }
    return false;
  }
}
