package io.chatcluster.limits;

import io.vertx.core.Future;
import java.util.List;

/// The buckets of the whole cluster, where nodes settle what they have let through.
///
/// 1. [#settle] takes from each bucket what it names, whether it is there or not, and answers how
///    much is then missing from it, of all nodes, in microseconds of growing back; in the same
///    order.
/// 2. Nothing stays behind of a bucket that is full again.
/// 3. It fails when the buckets cannot be reached, and is then not repeated: the nodes' own limits
///    hold meanwhile.
public interface Quotas {

  /// @param name whose bucket of that limit it is; the same on all nodes, and any text
  /// @param takenMicros what was taken, as the time in which it grows back; below 0: given back
  /// @param mostMicros more than this is never missing
  record Debit(Limit limit, String name, long takenMicros, long mostMicros) {}

  Future<List<Long>> settle(List<Debit> debits);
}
