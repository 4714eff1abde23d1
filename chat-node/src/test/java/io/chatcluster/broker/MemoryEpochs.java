package io.chatcluster.broker;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a database remembers of the epochs, in memory. Any thread.
public final class MemoryEpochs implements Epochs {

  private final Map<Integer, Standing> known = new HashMap<>();

  /// The epoch of a partition; -1 if none was ever claimed.
  public synchronized long epoch(int partition) {
    Standing standing = known.get(partition);
    return standing == null ? -1 : standing.epoch();
  }

  /// The incarnation that has that epoch.
  public synchronized String incarnation(int partition) {
    Standing standing = known.get(partition);
    return standing == null ? "" : standing.incarnation();
  }

  @Override
  public Future<Map<Integer, Standing>> claim(List<Claim> claims) {
    return Future.succeededFuture(claimNow(claims));
  }

  /// The same for who does not wait.
  public synchronized Map<Integer, Standing> claimNow(List<Claim> claims) {
    Map<Integer, Standing> answer = new HashMap<>();
    for (Claim claim : claims) {
      int partition = claim.partition();
      Standing standing = known.get(partition);
      if (standing == null) {
        standing = new Standing(claim.above() + 1, claim.incarnation());
      } else if (standing.epoch() == claim.stood() && !standing.grants(claim)) {
        boolean same = standing.incarnation().equals(claim.incarnation());
        long next = same ? standing.epoch() : standing.epoch() + 1;
        standing = new Standing(Math.max(next, claim.above() + 1), claim.incarnation());
      }
      known.put(partition, standing);
      answer.put(partition, standing);
    }
    return answer;
  }

  /// An epoch that the log knows and this has lost.
  public synchronized void learn(int partition, long epoch) {
    if (epoch(partition) < epoch) {
      known.put(partition, new Standing(epoch, incarnation(partition)));
    }
  }
}
