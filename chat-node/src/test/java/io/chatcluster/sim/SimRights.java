package io.chatcluster.sim;

import io.chatcluster.broker.BrokerException;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.chatcluster.rights.Gate;
import io.chatcluster.rights.Verdict;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who may be in which room, as a server of its own: it is asked over a network, answers late, and
/// now and then not at all; and it knows who must not be told anything any more.
final class SimRights {

  /// What a session believes once its node has time: an answer, one question that failed or hung
  /// after it, and the seconds in which it asks again.
  private static final long BELIEVED_MICROS = (Gate.BELIEVED_MILLIS + 8_000) * 1_000;

  /// Who asks again within this time is answered.
  private static final long ANSWERED_MICROS = 20_000_000;

  private static final double FAILING = 0.1;

  /// How old the answers of a broken gate are.
  private static final long BEFORE_MICROS = 1_000_000;

  private record Right(String user, String room) {}

  private record Hanging(SimLoop loop, Promise<Verdict> answer) {}

  private final World world;
  private final Clockwork clock;
  private final Map<Right, Long> withdrawn = new HashMap<>();
  private final Set<Right> everWithdrawn = new HashSet<>();
  private final Map<Right, Long> failed = new HashMap<>();
  private final Map<Right, Long> changed = new HashMap<>();
  private final Map<Right, Boolean> first = new HashMap<>();
  private final List<Hanging> hanging = new ArrayList<>();

  SimRights(World world) {
    this.world = world;
    this.clock = world.clock;
  }

  /// Withdraws what was granted, or grants what was withdrawn, and tells all nodes.
  void change(String user, String room) {
    Right right = new Right(user, room);
    if (withdrawn.remove(right) == null) {
      withdrawn.put(right, clock.nowMicros());
      everWithdrawn.add(right);
    }
    changed.put(right, clock.nowMicros());
    world.trace(
        () -> user + (withdrawn.containsKey(right) ? " may not hear " : " may hear ") + room);
    world.rightsChanged(user, room);
  }

  /// Everybody may do everything, and whoever asks is answered.
  void heal() {
    for (Right right : List.copyOf(withdrawn.keySet())) {
      change(right.user(), right.room());
    }
    hanging.forEach(one -> one.loop().run(() -> one.answer().tryFail(away())));
    hanging.clear();
  }

  /// Whether somebody may have been refused in a room.
  boolean everWithdrawn(String user, String room) {
    return everWithdrawn.contains(new Right(user, room));
  }

  /// The gate of one event loop.
  Gate gate(SimLoop loop) {
    return (user, room) -> {
      Promise<Verdict> answer = Promise.promise();
      ask(loop, new Right(user.value(), room.value()), answer);
      return answer.future();
    };
  }

  private void ask(SimLoop loop, Right right, Promise<Verdict> answer) {
    if (!world.scenario.faults().contains(Fault.RIGHTS)) {
      answer.complete(Verdict.ALL);
      return;
    }
    clock.afterMicros(
        delay(),
        () -> {
          if (fails(right)) {
            if (clock.chance(0.5)) {
              hanging.add(new Hanging(loop, answer));
            } else {
              loop.afterMicros(delay(), () -> answer.tryFail(away()));
            }
            return;
          }
          Verdict now = verdict(right);
          loop.afterMicros(delay(), () -> answer.tryComplete(now));
        });
  }

  private boolean fails(Right right) {
    long now = clock.nowMicros();
    boolean spared = now - failed.getOrDefault(right, -ANSWERED_MICROS) < ANSWERED_MICROS;
    if (spared || !world.faulty() || !clock.chance(FAILING)) {
      return false;
    }
    failed.put(right, now);
    return true;
  }

  private Verdict verdict(Right right) {
    boolean recent =
        clock.nowMicros() - changed.getOrDefault(right, -BEFORE_MICROS) < BEFORE_MICROS;
    boolean mayNot =
        switch (world.scenario.mutation()) {
          case RIGHTS_FROM_BEFORE -> withdrawn.containsKey(right) != recent;
          case RIGHTS_REMEMBERED -> first.computeIfAbsent(right, withdrawn::containsKey);
          default -> withdrawn.containsKey(right);
        };
    return mayNot ? Verdict.NONE : Verdict.ALL;
  }

  private long delay() {
    return clock.microsBetween(1, clock.chance(0.1) ? 300_000 : 5_000);
  }

  private static BrokerException away() {
    return new BrokerException(BrokerException.Kind.UNAVAILABLE, "nobody tells the rights");
  }

  /// Something of a room is on its way to a session.
  ///
  /// @param askedMicros when the session was last made to ask: by a notice, or by its join
  /// @param awakeMicros since when its node has time
  void heard(UserId user, RoomId room, long askedMicros, long awakeMicros) {
    Long since = withdrawn.get(new Right(user.value(), room.value()));
    if (since == null) {
      return;
    }
    if (since <= askedMicros) {
      world.violation("R1: " + user + " hears " + room + " after its node knew better");
    } else if (clock.nowMicros() - Math.max(since, awakeMicros) > BELIEVED_MICROS) {
      world.violation("R2: " + user + " hears " + room + " long after that was withdrawn");
    }
  }
}
