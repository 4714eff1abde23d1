package io.chatcluster.rights;

import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.vertx.core.Future;

/// Says what somebody may do in a room.
///
/// 1. [#ask] answers from the rights as they stood at some moment after the call.
/// 2. It completes on any thread, and fails with `BrokerException` where rights cannot be read.
/// 3. Whoever changes rights tells all nodes within a second. Such a notice may be lost, so every
///    answer is asked for again within [#BELIEVED_MILLIS].
public interface Gate {

  /// How long an answer is believed.
  long BELIEVED_MILLIS = 30_000;

  /// Everybody may do everything, for ever.
  Gate OPEN = (_, _) -> Future.succeededFuture(Verdict.ALL);

  Future<Verdict> ask(UserId user, RoomId room);
}
