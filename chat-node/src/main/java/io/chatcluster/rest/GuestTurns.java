package io.chatcluster.rest;

import io.chatcluster.limits.Account;
import io.chatcluster.limits.Limit;
import io.chatcluster.limits.Limits;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/// Whose turn it is to get a guest's token while all addresses together ask for more than this node
/// gives.
///
/// Addresses take turns. So whoever asks once waits for one round at most, however often others ask
/// and whoever came first. Any event loop; it may use a lock, because no message passes here.
final class GuestTurns {

  /// How long a request waits for its turn.
  static final long PATIENCE_MILLIS = 2_000;

  /// Shared among the addresses that wait; each may always have one.
  private static final int MOST_WAITING = 2_000;

  private final Limits limits;
  private final Account node;
  private final LongSupplier elapsedMillis;

  /// The next in turn first.
  private final Map<String, LinkedHashSet<WaitingGuest>> byAddress = new LinkedHashMap<>();

  private boolean armed;

  GuestTurns(Limits limits, LongSupplier elapsedMillis) {
    this.limits = limits;
    this.node = limits.node();
    this.elapsedMillis = elapsedMillis;
  }

  /// Asks for a turn.
  ///
  /// @param answer called on the caller's loop, perhaps at once, with 0 when the turn has come,
  ///     otherwise with the milliseconds to wait before asking again
  void ask(String address, Vertx vertx, LongConsumer answer) {
    WaitingGuest waiting = new WaitingGuest(address, vertx, answer);
    long wait = take(waiting);
    if (wait < 0) {
      vertx.setTimer(PATIENCE_MILLIS, _ -> tire(waiting));
    } else {
      answer.accept(wait);
    }
  }

  /// @return 0 if its turn has come; below 0 if it now waits; above 0 if it may not even wait: the
  ///     milliseconds until it may ask again
  private synchronized long take(WaitingGuest waiting) {
    long wait = waitMillis();
    if (byAddress.isEmpty() && wait == 0) {
      charge();
      return 0;
    }
    int addresses = byAddress.size();
    LinkedHashSet<WaitingGuest> mine = byAddress.get(waiting.address());
    boolean full =
        mine == null
            ? addresses >= MOST_WAITING
            : mine.size() >= Math.max(1, MOST_WAITING / addresses);
    if (full) {
      limits.refused(Limit.NODE_GUESTS);
      return PATIENCE_MILLIS;
    }
    byAddress.computeIfAbsent(waiting.address(), _ -> new LinkedHashSet<>()).add(waiting);
    arm(waiting.vertx(), wait);
    return -1;
  }

  private long waitMillis() {
    return node.waitMillis(Limit.NODE_GUESTS, 1, elapsedMillis.getAsLong());
  }

  private void charge() {
    node.charge(Limit.NODE_GUESTS, 1, elapsedMillis.getAsLong());
  }

  private void arm(Vertx vertx, long wait) {
    if (!armed) {
      armed = true;
      vertx.setTimer(Math.max(1, wait), _ -> turn(vertx));
    }
  }

  private void turn(Vertx vertx) {
    next(vertx).forEach(waiting -> waiting.tell(0));
  }

  private synchronized List<WaitingGuest> next(Vertx vertx) {
    armed = false;
    List<WaitingGuest> lucky = new ArrayList<>();
    long wait = waitMillis();
    while (wait == 0 && !byAddress.isEmpty()) {
      Map.Entry<String, LinkedHashSet<WaitingGuest>> first = byAddress.entrySet().iterator().next();
      String address = first.getKey();
      LinkedHashSet<WaitingGuest> its = first.getValue();
      byAddress.remove(address);
      lucky.add(its.removeFirst());
      charge();
      if (!its.isEmpty()) {
        byAddress.put(address, its);
      }
      wait = waitMillis();
    }
    if (!byAddress.isEmpty()) {
      arm(vertx, wait);
    }
    return lucky;
  }

  /// It has waited long enough, if it is still waiting.
  private void tire(WaitingGuest waiting) {
    if (forget(waiting)) {
      limits.refused(Limit.NODE_GUESTS);
      waiting.tell(PATIENCE_MILLIS);
    }
  }

  private synchronized boolean forget(WaitingGuest waiting) {
    LinkedHashSet<WaitingGuest> its = byAddress.get(waiting.address());
    if (its == null || !its.remove(waiting)) {
      return false;
    }
    if (its.isEmpty()) {
      byAddress.remove(waiting.address());
    }
    return true;
  }
}
