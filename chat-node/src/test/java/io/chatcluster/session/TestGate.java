package io.chatcluster.session;

import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.chatcluster.rights.Gate;
import io.chatcluster.rights.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/// A gate whose keeper is the test.
final class TestGate implements Gate {

  private final Map<String, Verdict> verdicts = new HashMap<>();
  private final ArrayDeque<Runnable> held = new ArrayDeque<>();

  /// Whether answers wait for [#answer].
  boolean slow;

  /// Whether nobody can be asked.
  boolean broken;

  void rule(String user, String room, Verdict verdict) {
    verdicts.put(user + "/" + room, verdict);
  }

  /// Gives the oldest answer that is held.
  void answer() {
    held.remove().run();
  }

  @Override
  public Future<Verdict> ask(UserId user, RoomId room) {
    Promise<Verdict> promise = Promise.promise();
    Runnable answer =
        () -> {
          if (broken) {
            promise.fail("the gate is broken");
          } else {
            promise.complete(verdicts.getOrDefault(user + "/" + room, Verdict.ALL));
          }
        };
    if (slow) {
      held.add(answer);
    } else {
      answer.run();
    }
    return promise.future();
  }
}
