package io.chatcluster.node;

import io.chatcluster.broker.Append;
import io.chatcluster.broker.Broker;
import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Closed;
import io.chatcluster.broker.Draft;
import io.chatcluster.broker.Stale;
import io.chatcluster.history.Archive;
import io.chatcluster.protocol.AckLevel;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Takes messages to the room log and their senders to an ack.
///
/// Owned by one event loop. A message waits in its room's [Lane], is appended, and at level
/// `durable` stays [Unsettled] until the archiver has announced it. When a partition gets a new
/// generation, what is unsettled from the old one may be lost: it is appended again, with the same
/// ids and before anything newer of its room, so neither a loss nor a sender's order shows. Every
/// sender hears within the ack time-out.
final class Publisher {

  private static final long RETRY_MILLIS = 50;
  private static final long RETRY_AFTER_MILLIS = 1_000;
  private static final long HEAL_AFTER_MILLIS = 1_000;
  private static final int HEALED_AT_ONCE = 64;

  private final Broker broker;
  private final Proofs proofs;
  private final Opener opener;
  private final Loop loop;
  private final PublishSettings settings;
  private final NodeEvents events;
  private final Map<RoomId, Lane> lanes = new HashMap<>();
  private final Map<Integer, Unsettled> unsettled = new HashMap<>();
  private final Set<Sending> repeated = new HashSet<>();
  private long sequence;
  private int waiting;

  Publisher(
      Broker broker,
      Archive archive,
      Opener opener,
      Loop loop,
      PublishSettings settings,
      NodeEvents events) {
    this.broker = broker;
    this.proofs = new Proofs(archive);
    this.opener = opener;
    this.loop = loop;
    this.settings = settings;
    this.events = events;
  }

  void publish(RoomId room, Draft draft, Receipt receipt) {
    if (waiting >= settings.maxWaiting()) {
      events.refused(ErrorCode.OVERLOADED);
      receipt.failed(ErrorCode.OVERLOADED, RETRY_AFTER_MILLIS);
      return;
    }
    waiting++;
    Lane lane = lanes.computeIfAbsent(room, Lane::new);
    lane.add(new Sending(room, draft, receipt, sequence++, loop.nowMillis()));
    pump(lane);
  }

  int waiting() {
    return waiting;
  }

  private void pump(Lane lane) {
    if (lane.busy() || lane.resting()) {
      return;
    }
    long generation = broker.generation(lane.room);
    revive(broker.partition(lane.room), generation);
    List<Sending> batch = lane.take(PublishSettings.MAX_BATCH);
    if (batch.isEmpty()) {
      lanes.remove(lane.room, lane);
      return;
    }
    List<Draft> drafts = new ArrayList<>(batch.size());
    for (Sending sending : batch) {
      drafts.add(sending.draftFor(generation));
    }
    broker
        .append(lane.room, drafts)
        .onComplete(
            done -> {
              if (done.succeeded()) {
                answered(lane, batch, done.result());
              } else {
                appendFailed(lane, batch, done.cause());
              }
            });
  }

  private void answered(Lane lane, List<Sending> batch, Append answer) {
    switch (answer) {
      case Append.Done(List<Append.Outcome> outcomes) -> done(lane, batch, outcomes);
      case Append.Full(var _) -> {
        lane.returned(List.of());
        refuseAll(batch, ErrorCode.OVERLOADED);
        refuseAll(lane.drain(), ErrorCode.OVERLOADED);
        pump(lane);
      }
      case Closed closed ->
          opener
              .open(lane.room, closed)
              .onComplete(
                  opened -> {
                    lane.returned(batch);
                    again(lane, opened.succeeded() ? 0 : RETRY_MILLIS);
                  });
      case Stale() -> {
        lane.returned(batch);
        again(lane, RETRY_MILLIS);
      }
    }
  }

  private void appendFailed(Lane lane, List<Sending> batch, Throwable failure) {
    if (failure instanceof BrokerException known
        && known.kind() == BrokerException.Kind.OVERLOADED) {
      lane.returned(List.of());
      refuseAll(batch, ErrorCode.OVERLOADED);
      refuseAll(lane.drain(), ErrorCode.OVERLOADED);
      pump(lane);
    } else {
      // It may have been appended; the same ids make the next try harmless.
      lane.returned(batch);
      again(lane, RETRY_MILLIS);
    }
  }

  private void again(Lane lane, long millis) {
    if (millis == 0) {
      pump(lane);
    } else {
      lane.rest();
      loop.after(
          millis,
          () -> {
            lane.wake();
            pump(lane);
          });
    }
  }

  private void done(Lane lane, List<Sending> batch, List<Append.Outcome> outcomes) {
    Unsettled partition =
        unsettled.computeIfAbsent(broker.partition(lane.room), _ -> new Unsettled());
    for (int i = 0; i < outcomes.size(); i++) {
      Sending sending = batch.get(i);
      switch (outcomes.get(i)) {
        case Append.Outcome.Logged(Position at, Position logId) -> {
          sending.at = at;
          sending.logId = logId;
          if (settings.level() == AckLevel.LOGGED || partition.covers(logId)) {
            ack(sending, at);
          } else {
            partition.add(sending);
          }
        }
        case Append.Outcome.Duplicate(Position at, var _) -> {
          if (i == outcomes.size() - 1 && doubtful(sending, at)) {
            prove(lane, sending, at, batch.subList(i, batch.size()));
            return;
          }
          repeated(sending, at);
        }
        case Append.Outcome.Unproven() -> {
          prove(lane, sending, null, batch.subList(i, batch.size()));
          return;
        }
      }
    }
    lane.returned(batch.subList(outcomes.size(), batch.size()));
    pump(lane);
  }

  /// Whether the log may remember a place in a history that has lost since: then it would call the
  /// message stored for as long as it remembers, and the archive would never get it.
  private boolean doubtful(Sending sending, Position at) {
    long generation = broker.generation(sending.room);
    return settings.level() == AckLevel.DURABLE
        && at.epoch() < generation
        && !sending.provenLost(generation, at);
  }

  /// The log has forgotten ids of this age, or remembers a place of an older generation; the
  /// archive knows. What it says is good for this generation: in the next one the message may be
  /// archived, from an append whose trace the log has lost. Nothing of the room passes by
  /// meanwhile.
  private void prove(Lane lane, Sending sending, @Nullable Position placed, List<Sending> rest) {
    long generation = broker.generation(lane.room);
    proofs
        .judge(sending.room, sending.draft(), placed)
        .onComplete(
            done -> {
              if (done.failed()) {
                lane.returned(rest);
                again(lane, RETRY_MILLIS);
                return;
              }
              switch (done.result()) {
                case Proofs.Verdict.Stored(Position at) -> {
                  events.duplicate();
                  ack(sending, at);
                  lane.returned(rest);
                }
                case Proofs.Verdict.Absent() -> {
                  sending.proven(generation, placed);
                  lane.returned(rest);
                }
                case Proofs.Verdict.Waiting(Position at) -> {
                  repeated(sending, at);
                  lane.returned(rest.subList(1, rest.size()));
                }
              }
              pump(lane);
            });
  }

  private Future<Optional<Position>> find(Sending sending) {
    return proofs.find(sending.room, sending.draft());
  }

  /// A message that the log had already: at level `durable` the archive decides when it may be
  /// acked.
  void repeated(Sending sending, Position at) {
    events.duplicate();
    if (settings.level() == AckLevel.LOGGED) {
      ack(sending, at);
      return;
    }
    sending.at = at;
    repeated.add(sending);
    confirm(sending);
  }

  private void confirm(Sending sending) {
    find(sending)
        .onSuccess(
            found -> {
              if (found.isPresent() && repeated.remove(sending)) {
                ack(sending, found.get());
              }
            });
  }

  /// Everything in the partition's archive log up to `logId` is committed, but for `discarded`.
  void committed(int partition, Position logId, Set<Position> discarded) {
    Unsettled waits = unsettled.computeIfAbsent(partition, _ -> new Unsettled());
    waits.announced(logId, discarded);
    if (waits.isEmpty()) {
      return;
    }
    revive(partition, logId.epoch());
    for (Sending sending : waits.settle(logId)) {
      ack(sending, sending.at);
    }
  }

  /// Appends again what was discarded, or may have been lost with an older generation.
  private void revive(int partition, long generation) {
    Unsettled waits = unsettled.get(partition);
    if (waits == null || waits.isEmpty()) {
      return;
    }
    List<Sending> lost = waits.takeLost(generation);
    if (lost.isEmpty()) {
      return;
    }
    Map<RoomId, List<Sending>> byRoom = new HashMap<>();
    for (Sending sending : lost) {
      byRoom.computeIfAbsent(sending.room, _ -> new ArrayList<>()).add(sending);
    }
    byRoom.forEach(
        (room, back) -> {
          Lane lane = lanes.computeIfAbsent(room, Lane::new);
          lane.putBack(back);
          loop.execute(() -> pump(lane));
        });
  }

  private void ack(Sending sending, Position at) {
    if (sending.stored(at)) {
      waiting--;
      events.acked(loop.nowMillis() - sending.acceptedMillis);
    }
  }

  private void refuse(Sending sending, ErrorCode code) {
    if (sending.failed(code, RETRY_AFTER_MILLIS)) {
      waiting--;
      events.refused(code);
    }
  }

  private void refuseAll(List<Sending> all, ErrorCode code) {
    for (Sending sending : all) {
      refuse(sending, code);
    }
  }

  /// Keeps the time-outs; to be called about twice a second.
  void tick() {
    long now = loop.nowMillis();
    long expired = now - settings.ackTimeoutMillis();
    for (Lane lane : List.copyOf(lanes.values())) {
      if (!lane.busy() && lane.waitsSince(expired)) {
        // All of the lane: refusing one and storing the next would break a sender's order.
        refuseAll(lane.drain(), ErrorCode.UNAVAILABLE);
        lanes.remove(lane.room, lane);
      }
    }
    for (Unsettled partition : unsettled.values()) {
      refuseAll(partition.takeExpired(expired), ErrorCode.RETRY_LATER);
      for (Sending sending : partition.oldestBefore(now - HEAL_AFTER_MILLIS, HEALED_AT_ONCE)) {
        heal(partition, sending);
      }
    }
    for (Sending sending : List.copyOf(repeated)) {
      if (sending.acceptedMillis < expired) {
        repeated.remove(sending);
        refuse(sending, ErrorCode.RETRY_LATER);
      } else {
        confirm(sending);
      }
    }
  }

  /// The announcement may have been missed: the archive is asked, message by message, because an
  /// announcement that was missed may also have named some that were discarded.
  private void heal(Unsettled partition, Sending sending) {
    find(sending)
        .onSuccess(
            found -> {
              if (found.isPresent() && partition.remove(sending)) {
                ack(sending, found.get());
              }
            });
  }
}
