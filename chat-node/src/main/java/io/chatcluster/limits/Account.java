package io.chatcluster.limits;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The buckets of one user, room or client address on this node. Any thread.
///
/// Whoever opens it keeps it for as long as it matters, then closes it once. Everybody who opens it
/// by the same name gets the same account.
public final class Account {

  /// An account without limits.
  public static final Account UNLIMITED = new Account("", Map.of(), _ -> {});

  /// Keeps accounts.
  interface Home {
    void release(Account account);
  }

  private final String name;
  private final Map<Limit, Bucket> buckets;
  private final Home home;

  private final AtomicInteger holders = new AtomicInteger();

  /// Whether it is queued to be forgotten. Belongs to its home, under the lock of its map.
  boolean queued;

  Account(String name, Map<Limit, Bucket> buckets, Home home) {
    this.name = name;
    this.buckets = buckets.isEmpty() ? Map.of() : new EnumMap<>(buckets);
    this.home = home;
  }

  String name() {
    return name;
  }

  /// How many have it open.
  public int holders() {
    return holders.get();
  }

  Account held() {
    holders.incrementAndGet();
    return this;
  }

  /// @return how many still have it open
  int released() {
    return holders.decrementAndGet();
  }

  /// Milliseconds until the amount is available; 0 if it is now, or if there is no such limit.
  /// Takes nothing.
  public long waitMillis(Limit limit, long amount, long nowMillis) {
    Bucket bucket = bucket(limit);
    return bucket == null ? 0 : bucket.waitMillis(amount, nowMillis);
  }

  /// Takes the amount, available or not.
  public void charge(Limit limit, long amount, long nowMillis) {
    Bucket bucket = bucket(limit);
    if (bucket != null) {
      bucket.charge(amount, nowMillis);
    }
  }

  /// Puts back what was charged but not used.
  public void giveBack(Limit limit, long amount) {
    Bucket bucket = bucket(limit);
    if (bucket != null) {
      bucket.giveBack(amount);
    }
  }

  private @Nullable Bucket bucket(Limit limit) {
    return buckets.get(limit);
  }

  boolean full(long nowMillis) {
    for (Bucket bucket : buckets.values()) {
      if (!bucket.full(nowMillis)) {
        return false;
      }
    }
    return true;
  }

  /// Gives it up.
  public void close() {
    home.release(this);
  }
}
