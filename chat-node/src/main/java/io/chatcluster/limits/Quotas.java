package io.chatcluster.limits;

import io.vertx.core.Future;
import java.util.List;

/// The buckets of the whole cluster, with which nodes settle what they have let through.
///
/// 1. [#settle] takes from each bucket what it is told to, available or not, and answers in the
///    same order how much is then missing from each, over all nodes, in microseconds of growth.
/// 2. Nothing is kept of a bucket that is full again.
/// 3. It fails when the buckets cannot be reached, and is not repeated: the nodes' own limits hold
///    meanwhile.
public interface Quotas {

  /// @param name whose bucket of that limit it is; any text, the same on all nodes
  /// @param takenMicros what was taken, as the time in which it grows back; below 0 if given back
  /// @param mostMicros the most that can be missing
  record Debit(Limit limit, String name, long takenMicros, long mostMicros) {}

  Future<List<Long>> settle(List<Debit> debits);
}
