package io.chatcluster.limits;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All accounts of one scope on this node. Any thread.
///
/// An account is kept while somebody holds it, and then until its buckets are full again: after
/// that a new one is just as good. Their number is bounded. Newcomers beyond it share a few, chosen
/// by name, so that endless names cannot fill memory and a newcomer still shares with only some of
/// the others.
final class Accounts {

  private static final int SHARED = 256;
  private static final int LOOKED_AT_ONCE = 20_000;

  private final Map<Limit, Rate> rates;
  private final int most;
  private final Consumer<Bucket> onBusy;
  private final ConcurrentHashMap<String, Account> byName = new ConcurrentHashMap<>();
  private final Queue<Account> idle = new ConcurrentLinkedQueue<>();
  private final Account[] shared = new Account[SHARED];

  /// @param rates the limiting rates of this scope
  /// @param most most accounts that are not shared
  Accounts(Map<Limit, Rate> rates, int most, Consumer<Bucket> onBusy) {
    this.rates = rates;
    this.most = most;
    this.onBusy = onBusy;
    for (int i = 0; i < SHARED; i++) {
      // No name of a user, a room or an address begins with a space.
      shared[i] = make(" shared " + i);
    }
  }

  private Account make(String name) {
    Map<Limit, Bucket> buckets = new EnumMap<>(Limit.class);
    rates.forEach((limit, rate) -> buckets.put(limit, new Bucket(limit, name, rate, onBusy)));
    return new Account(name, buckets, this::release);
  }

  /// The account of that name; the caller closes it.
  Account open(String name) {
    boolean full = byName.mappingCount() >= most;
    Account account =
        byName.compute(
            name,
            (_, known) -> {
              if (known == null && full) {
                return null;
              }
              return (known == null ? make(name) : known).held();
            });
    return account == null ? shared[Math.floorMod(name.hashCode(), SHARED)].held() : account;
  }

  private void release(Account account) {
    Account own = byName.computeIfPresent(account.name(), (_, known) -> released(known));
    if (own == null) {
      account.released();
    }
  }

  private Account released(Account account) {
    if (account.released() == 0 && !account.queued) {
      account.queued = true;
      idle.add(account);
    }
    return account;
  }

  /// Forgets accounts that nobody holds and that are full again. To be called about once a second,
  /// by one thread at a time.
  void sweep(long nowMillis) {
    List<Account> later = new ArrayList<>();
    for (int i = 0; i < LOOKED_AT_ONCE; i++) {
      Account account = idle.poll();
      if (account == null) {
        break;
      }
      byName.computeIfPresent(account.name(), (_, known) -> swept(known, nowMillis, later));
    }
    idle.addAll(later);
  }

  private static @Nullable Account swept(Account account, long nowMillis, List<Account> later) {
    if (account.holders() > 0) {
      account.queued = false;
      return account;
    }
    if (account.full(nowMillis)) {
      return null;
    }
    later.add(account);
    return account;
  }

  int size() {
    return byName.size();
  }
}
