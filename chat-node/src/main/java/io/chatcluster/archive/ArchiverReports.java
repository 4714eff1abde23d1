package io.chatcluster.archive;

import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Reason;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes what an operator should know of the archiver to the server's log, no more often than is
/// useful, and passes everything on to whoever counts it.
final class ArchiverReports implements ArchiverEvents {

  private static final Logger LOG = LoggerFactory.getLogger(Archiver.class);
  private static final long SAID_AGAIN_NANOS = 60_000_000_000L;
  private static final int LOGGED_EVERY = 10;

  private final ArchiverEvents counts;
  private final Duration takeover;
  private final LongSupplier nanos;

  /// When it was said last that a partition stands still.
  private final Map<Integer, Long> saidNanos = new HashMap<>();

  ArchiverReports(ArchiverEvents counts, Duration takeover, LongSupplier nanos) {
    this.counts = counts;
    this.takeover = takeover;
    this.nanos = nanos;
  }

  @Override
  public void committed(int rows, int duplicates, int orphans, long tookNanos) {
    counts.committed(rows, duplicates, orphans, tookNanos);
  }

  @Override
  public void buried() {
    counts.buried();
  }

  @Override
  public void halted(int partition, String reason) {
    counts.halted(partition, reason);
    long now = nanos.getAsLong();
    Long said = saidNanos.get(partition);
    if (said == null || now - said >= SAID_AGAIN_NANOS) {
      saidNanos.put(partition, now);
      LOG.error("partition {} stands still: {}", partition, reason);
    }
  }

  @Override
  public void takenOver(int partitions, Set<Integer> fresh) {
    counts.takenOver(partitions, fresh);
    if (!fresh.isEmpty()) {
      LOG.warn(
          "nothing has moved for {} ms in partitions {}: archiving them too",
          takeover.toMillis(),
          fresh);
    }
  }

  @Override
  public void backlog(ArchiveQueue.Backlog backlog) {
    counts.backlog(backlog);
  }

  @Override
  public void stale(ArchiveStore.StaleEpochException refusal) {
    counts.stale(refusal);
    LOG.info("{}; reading its queue again", Reason.of(refusal));
  }

  @Override
  public void failed(RuntimeException why, int before) {
    counts.failed(why, before);
    if (!(why instanceof BrokerException)) {
      LOG.error("an archive round failed", why);
    } else if (before % LOGGED_EVERY == 0) {
      LOG.warn("archive: {}; trying again", Reason.of(why));
    }
  }
}
