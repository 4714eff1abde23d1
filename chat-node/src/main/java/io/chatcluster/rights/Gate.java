package io.chatcluster.rights;

import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.vertx.core.Future;

/// The one who is asked what somebody may do in a room.
///
/// 1. [#ask] answers from the rights as they stood at some moment after the call.
/// 2. It completes on any thread, and fails with `BrokerException` where rights cannot be read.
/// 3. Whoever changes rights tells all nodes of it within a second; a notice may be lost, so what
///    has been answered is asked again within [#BELIEVED_MILLIS].
public interface Gate {

  /// How long an answer is believed.
  long BELIEVED_MILLIS = 30_000;

  /// Everybody may do everything, for ever.
  Gate OPEN = (_, _) -> Future.succeededFuture(Verdict.ALL);

  Future<Verdict> ask(UserId user, RoomId room);
}
