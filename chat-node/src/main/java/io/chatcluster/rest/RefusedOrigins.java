package io.chatcluster.rest;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs which pages are kept out. When a page stays empty for everybody, its origin is most often
/// missing from the list, and no browser tells its user so.
///
/// Each origin only now and then, and never more than one line in ten seconds: anybody may send any
/// origin. Any thread.
public final class RefusedOrigins implements Predicate<@Nullable String> {

  private static final Logger LOG = LoggerFactory.getLogger(RefusedOrigins.class);
  private static final long AGAIN_NANOS = Duration.ofHours(1).toNanos();
  private static final long APART_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int MAX_REMEMBERED = 100;
  private static final int MAX_SHOWN = 200;

  private final Predicate<@Nullable String> allowed;
  private final LongSupplier nanos;
  private final Consumer<String> log;
  private final LinkedHashMap<String, Long> told = new LinkedHashMap<>();
  private long lastNanos;
  private long unsaid;

  /// @param nanos a clock that only moves forward, such as `System::nanoTime`
  public RefusedOrigins(Predicate<@Nullable String> allowed, LongSupplier nanos) {
    this(allowed, nanos, LOG::warn);
  }

  RefusedOrigins(Predicate<@Nullable String> allowed, LongSupplier nanos, Consumer<String> log) {
    this.allowed = allowed;
    this.nanos = nanos;
    this.log = log;
    lastNanos = nanos.getAsLong() - APART_NANOS;
  }

  @Override
  public boolean test(@Nullable String origin) {
    boolean welcome = allowed.test(origin);
    if (!welcome) {
      refused(shown(String.valueOf(origin)));
    }
    return welcome;
  }

  private synchronized void refused(String origin) {
    long now = nanos.getAsLong();
    told.values().removeIf(time -> now - time >= AGAIN_NANOS);
    if (told.containsKey(origin)) {
      return;
    }
    if (now - lastNanos < APART_NANOS) {
      unsaid++;
      return;
    }
    if (told.size() == MAX_REMEMBERED) {
      told.pollFirstEntry();
    }
    told.put(origin, now);
    lastNanos = now;
    log.accept(
        "refused a page of the origin %s, which CHAT_ORIGINS does not name (and %d others, unsaid)"
            .formatted(origin, unsaid));
    unsaid = 0;
  }

  /// In a form that may stand in a log.
  private static String shown(String origin) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < Math.min(origin.length(), MAX_SHOWN); i++) {
      char c = origin.charAt(i);
      shown.append(c > ' ' && c < 0x7F ? c : '?');
    }
    return shown.toString();
  }
}
