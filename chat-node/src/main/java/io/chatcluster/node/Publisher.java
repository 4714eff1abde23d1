package io.chatcluster.node;

import io.chatcluster.broker.Append;
import io.chatcluster.broker.Broker;
import io.chatcluster.broker.Closed;
import io.chatcluster.broker.Draft;
import io.chatcluster.broker.Stale;
import io.chatcluster.protocol.Content;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Takes messages to the room log and their senders to an ack.
///
/// Owned by one event loop. A message waits in its room's [Lane], is appended, and is then up to
/// the [Settlement]. What may have been lost with an older epoch comes back from there: it is
/// appended again, with the same ids and before anything newer of its room, so that neither the
/// loss nor a change of order shows. Every one of the [Senders] is told within the ack time-out,
/// whatever is under way.
public final class Publisher {

  private static final long RETRY_MILLIS = 50;

  private final Broker broker;
  private final Senders senders;
  private final Settlement settlement;
  private final Proofs proofs;
  private final Opener opener;
  private final OldIds oldIds;
  private final Loop loop;
  private final PublishSettings settings;
  private final long idWindowMillis;
  private final Map<RoomId, Lane> lanes = new HashMap<>();

  Publisher(
      Stores stores,
      Opener opener,
      Deadlines deadlines,
      Loop loop,
      PublishSettings settings,
      NodeEvents events) {
    this.broker = stores.broker();
    this.senders = new Senders(loop, settings.maxWaiting(), events);
    Doubts doubts = new Doubts(stores.archive(), loop);
    this.settlement = new Settlement(doubts, loop, settings.level(), senders, this::again);
    this.proofs = new Proofs(broker, doubts, settlement, senders, settings.level());
    this.opener = opener;
    this.oldIds = new OldIds(stores, deadlines, settings);
    this.loop = loop;
    this.settings = settings;
    this.idWindowMillis = settings.idWindow().toMillis();
  }

  /// Publishes an event; the receipt hears of it once, within the ack time-out.
  public void publish(RoomId room, Content content, Receipt receipt) {
    long now = loop.nowMillis();
    long made = content.stamp().id().timeMillis();
    if (made > now + PublishSettings.CLOCK_LEEWAY_MILLIS) {
      receipt.failed(ErrorCode.BAD_ID, 0);
    } else if (made < now - idWindowMillis) {
      oldIds.answer(room, content, now - idWindowMillis, receipt);
    } else {
      publish(room, Draft.of(content), receipt);
    }
  }

  void publish(RoomId room, Draft draft, Receipt receipt) {
    if (senders.areTooMany()) {
      senders.turnAway(receipt);
      return;
    }
    Lane lane = lanes.computeIfAbsent(room, Lane::new);
    lane.add(senders.take(room, draft, receipt));
    pump(lane);
  }

  int waiting() {
    return senders.waiting();
  }

  private void pump(Lane lane) {
    if (lane.busy() || lane.resting()) {
      return;
    }
    // The process may have stood still: what another node has refused as too old by now must not be
    // stored later.
    lane.refuseExpired(settings.expired(loop.elapsedMillis()), senders);
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
        .onSuccess(answer -> answered(lane, batch, answer))
        .onFailure(failure -> appendFailed(lane, batch, failure));
  }

  private void answered(Lane lane, List<Sending> batch, Append answer) {
    switch (answer) {
      case Append.Done(List<Append.Outcome> outcomes) -> done(lane, batch, outcomes);
      case Append.Full() -> overloaded(lane);
      case Closed closed ->
          opener
              .open(lane.room, closed)
              .onComplete(
                  opened -> {
                    lane.notOpened(
                        opened.failed() ? Failure.code(opened.cause()) : ErrorCode.UNAVAILABLE);
                    goOn(lane, batch, opened.succeeded());
                  });
      case Stale() -> goOn(lane, batch, false);
    }
  }

  private void appendFailed(Lane lane, List<Sending> batch, Throwable failure) {
    if (Failure.code(failure) == ErrorCode.OVERLOADED) {
      overloaded(lane);
    } else {
      // It may have been appended; the ids make the next try harmless.
      goOn(lane, batch, false);
    }
  }

  private void overloaded(Lane lane) {
    senders.refuseAll(lane.drain(), ErrorCode.OVERLOADED);
    goOn(lane, List.of(), true);
  }

  /// The lane takes back what has to be appended, and goes on.
  ///
  /// @param atOnce otherwise a little later
  private void goOn(Lane lane, List<Sending> back, boolean atOnce) {
    lane.returned(back);
    if (atOnce) {
      pump(lane);
      return;
    }
    lane.rest();
    loop.after(
        RETRY_MILLIS,
        () -> {
          lane.wake();
          pump(lane);
        });
  }

  private void done(Lane lane, List<Sending> batch, List<Append.Outcome> outcomes) {
    for (int i = 0; i < outcomes.size(); i++) {
      Sending sending = batch.get(i);
      switch (outcomes.get(i)) {
        case Append.Outcome.Logged(Position at, Position queueId) ->
            settlement.logged(broker.partition(lane.room), sending, at, queueId);
        case Append.Outcome.Duplicate(Position at, var _) -> {
          if (i == outcomes.size() - 1 && proofs.areNeeded(sending, at)) {
            prove(lane, batch.subList(i, batch.size()), at);
            return;
          }
          settlement.repeated(sending, at);
        }
        case Append.Outcome.Unproven() -> {
          prove(lane, batch.subList(i, batch.size()), Position.NONE);
          return;
        }
      }
    }
    goOn(lane, batch.subList(outcomes.size(), batch.size()), true);
  }

  private void prove(Lane lane, List<Sending> rest, Position placed) {
    proofs
        .ask(lane, rest, placed)
        .onComplete(done -> goOn(lane, done.succeeded() ? done.result() : rest, done.succeeded()));
  }

  /// Everything in the partition's archive queue up to `queueId` is committed, but for `discarded`.
  void committed(int partition, Position queueId, Set<Position> discarded) {
    settlement.committed(partition, queueId, discarded);
  }

  private void again(List<Sending> lost) {
    lost.stream()
        .collect(Collectors.groupingBy(sending -> sending.room))
        .forEach(
            (room, back) -> {
              Lane lane = lanes.computeIfAbsent(room, Lane::new);
              lane.putBack(back);
              loop.execute(() -> pump(lane));
            });
  }

  /// Keeps the time-outs; to be called every [PublishSettings#TICK_MILLIS].
  void tick() {
    long expired = settings.expired(loop.elapsedMillis());
    for (Lane lane : List.copyOf(lanes.values())) {
      if (lane.refuseExpired(expired, senders) && !lane.busy()) {
        lanes.remove(lane.room, lane);
      }
    }
    settlement.tick(expired);
  }
}
