package io.chatcluster.node;

import io.chatcluster.archive.Archive;
import io.chatcluster.broker.Append;
import io.chatcluster.broker.Broker;
import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Closed;
import io.chatcluster.broker.Draft;
import io.chatcluster.broker.Stale;
import io.chatcluster.protocol.AckLevel;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Takes messages to the room log and their senders to an ack.
///
/// Owned by one event loop. A message waits in its room's [Lane], is appended, and is then a matter
/// of the [Settlement]. What may be lost with an older epoch comes back from there: it is
/// appended again, with the same ids and before anything newer of its room, so neither a loss nor a
/// sender's order shows. Every sender hears within the ack time-out, whatever is under way.
final class Publisher {

  private static final long RETRY_MILLIS = 50;
  private static final long RETRY_AFTER_MILLIS = 1_000;

  private final Broker broker;
  private final Doubts doubts;
  private final Settlement settlement;
  private final Opener opener;
  private final Loop loop;
  private final PublishSettings settings;
  private final NodeEvents events;
  private final Map<RoomId, Lane> lanes = new HashMap<>();
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
    this.doubts = new Doubts(archive, loop);
    this.settlement = new Settlement(doubts, loop, settings.level(), new Port());
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
    lane.add(new Sending(room, draft, receipt, sequence++, loop.elapsedMillis()));
    pump(lane);
  }

  int waiting() {
    return waiting;
  }

  private void pump(Lane lane) {
    if (lane.busy() || lane.resting()) {
      return;
    }
    // The process may have stood still: what another node has refused as too old by now must not be
    // stored later.
    refuseExpired(lane, settings.expired(loop.elapsedMillis()));
    long epoch = broker.epoch(lane.room);
    settlement.revive(broker.partition(lane.room), epoch);
    List<Sending> batch = lane.take(PublishSettings.MAX_BATCH);
    if (batch.isEmpty()) {
      lanes.remove(lane.room, lane);
      return;
    }
    List<Draft> drafts = new ArrayList<>(batch.size());
    for (Sending sending : batch) {
      drafts.add(sending.draftFor(epoch));
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
      case Append.Full(var _) -> overloaded(lane);
      case Closed closed ->
          opener
              .open(lane.room, closed)
              .onComplete(
                  opened -> {
                    lane.returned(batch);
                    lane.notOpened(
                        opened.failed() ? NodeLoop.code(opened.cause()) : ErrorCode.UNAVAILABLE);
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
      overloaded(lane);
    } else {
      // It may have been appended; the same ids make the next try harmless.
      lane.returned(batch);
      again(lane, RETRY_MILLIS);
    }
  }

  private void overloaded(Lane lane) {
    refuseAll(lane.drain(), ErrorCode.OVERLOADED);
    lane.returned(List.of());
    pump(lane);
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
    for (int i = 0; i < outcomes.size(); i++) {
      Sending sending = batch.get(i);
      switch (outcomes.get(i)) {
        case Append.Outcome.Logged(Position at, Position queueId) ->
            settlement.logged(broker.partition(lane.room), sending, at, queueId);
        case Append.Outcome.Duplicate(Position at, var _) -> {
          if (i == outcomes.size() - 1 && doubtful(sending, at)) {
            prove(lane, sending, at, batch.subList(i, batch.size()));
            return;
          }
          repeated(sending, at);
        }
        case Append.Outcome.Unproven() -> {
          prove(lane, sending, Position.NONE, batch.subList(i, batch.size()));
          return;
        }
      }
    }
    lane.returned(batch.subList(outcomes.size(), batch.size()));
    pump(lane);
  }

  /// Whether the log may remember a place in an incarnation that has lost since: then it would call
  /// the message stored for as long as it remembers, and the archive would never get it.
  private boolean doubtful(Sending sending, Position at) {
    long epoch = broker.epoch(sending.room);
    return !sending.done()
        && settings.level() == AckLevel.DURABLE
        && at.epoch() < epoch
        && !sending.provenLost(epoch, at);
  }

  /// The log has forgotten ids of this age, or remembers a place of an older epoch; the
  /// archive knows. What it says is good for this epoch: in the next one the message may be
  /// archived, from an append whose trace the log has lost. Nothing of the room passes by
  /// meanwhile.
  private void prove(Lane lane, Sending sending, Position placed, List<Sending> rest) {
    long epoch = broker.epoch(lane.room);
    lane.proving();
    doubts
        .press(sending, placed)
        .onComplete(
            done -> {
              if (done.failed()) {
                lane.returned(rest);
                again(lane, RETRY_MILLIS);
                return;
              }
              Archive.Finding finding = done.result();
              if (finding.at().isPresent()) {
                events.duplicate();
                ack(sending, finding.at().get());
                lane.returned(rest);
              } else if (placed.equals(Position.NONE) || finding.passed()) {
                sending.proven(epoch, placed);
                lane.returned(rest);
              } else {
                repeated(sending, placed);
                lane.returned(rest.subList(1, rest.size()));
              }
              pump(lane);
            });
  }

  private void repeated(Sending sending, Position at) {
    events.duplicate();
    settlement.repeated(sending, at);
  }

  /// Everything in the partition's archive queue up to `queueId` is committed, but for `discarded`.
  void committed(int partition, Position queueId, Set<Position> discarded) {
    settlement.committed(partition, queueId, discarded);
  }

  private void again(List<Sending> lost) {
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
      events.acked(loop.elapsedMillis() - sending.acceptedMillis);
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

  /// Keeps the time-outs; to be called every [PublishSettings#TICK_MILLIS].
  ///
  /// What is under way is answered like the rest: nobody knows whether it is stored, and the
  /// answer says no more than that. All of the lane at once, because refusing one and storing the
  /// next would break a sender's order; what comes after that waits as before until the append
  /// under way is answered, so nothing overtakes it.
  void tick() {
    long expired = settings.expired(loop.elapsedMillis());
    for (Lane lane : List.copyOf(lanes.values())) {
      if (refuseExpired(lane, expired) && !lane.busy()) {
        lanes.remove(lane.room, lane);
      }
    }
    settlement.tick(expired);
  }

  private boolean refuseExpired(Lane lane, long expired) {
    boolean waits = lane.waitsSince(expired);
    if (waits) {
      refuseAll(lane.drain(), lane.doubt());
    }
    return waits;
  }

  private final class Port implements Settlement.Port {

    @Override
    public void stored(Sending sending, Position at) {
      ack(sending, at);
    }

    @Override
    public void refuse(Sending sending, ErrorCode code) {
      Publisher.this.refuse(sending, code);
    }

    @Override
    public void lost(List<Sending> sendings) {
      again(sendings);
    }
  }
}
