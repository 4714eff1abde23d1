package io.chatcluster.node;

import io.chatcluster.archive.Archive;
import io.chatcluster.broker.Broker;
import io.chatcluster.protocol.AckLevel;
import io.chatcluster.protocol.Position;
import io.vertx.core.Future;
import java.util.List;

/// Lets the archive decide about a message of which the log cannot say whether it is stored.
///
/// Nothing else of its room passes by until then. Owned by the publisher of its loop.
final class Proofs {

  private final Broker broker;
  private final Doubts doubts;
  private final Settlement settlement;
  private final Senders senders;
  private final AckLevel level;

  Proofs(Broker broker, Doubts doubts, Settlement settlement, Senders senders, AckLevel level) {
    this.broker = broker;
    this.doubts = doubts;
    this.settlement = settlement;
    this.senders = senders;
    this.level = level;
  }

  /// Whether the log may remember a place in an incarnation that has lost since then: it would call
  /// the message stored for as long as it remembers, and the archive would never get it.
  boolean areNeeded(Sending sending, Position at) {
    long epoch = broker.epoch(sending.room);
    return !sending.done()
        && level == AckLevel.DURABLE
        && at.epoch() < epoch
        && !sending.provenLost(epoch, at);
  }

  /// Asks about the first of a batch: the log has forgotten ids of its age, or remembers a place of
  /// an older epoch.
  ///
  /// What the archive says is valid for this epoch: in the next one the message may be archived
  /// after all, from an append of which the log has lost all trace.
  ///
  /// @param placed where the log says that it stands; [Position#NONE] if it says nothing
  /// @return which of the batch are to be appended again; failed if the archive cannot be asked
  Future<List<Sending>> ask(Lane lane, List<Sending> batch, Position placed) {
    Sending first = batch.getFirst();
    long epoch = broker.epoch(lane.room);
    lane.proving();
    return doubts
        .press(first, placed)
        .map(
            finding -> {
              settle(first, placed, epoch, finding);
              boolean stands = finding.at().isEmpty() && !isProof(placed, finding);
              return stands ? batch.subList(1, batch.size()) : batch;
            });
  }

  private void settle(Sending sending, Position placed, long epoch, Archive.Finding finding) {
    if (finding.at().isPresent()) {
      senders.repeated();
      senders.ack(sending, finding.at().get());
    } else if (isProof(placed, finding)) {
      sending.proven(epoch, placed);
    } else {
      settlement.repeated(sending, placed);
    }
  }

  /// Whether the archive will never get what it does not have.
  private static boolean isProof(Position placed, Archive.Finding finding) {
    return placed.equals(Position.NONE) || finding.passed();
  }
}
