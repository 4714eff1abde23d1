package io.chatcluster.ops;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets a line through once in a while, for appenders of what clients can provoke; used in
/// `logback.xml`. The next line that gets through says how much was held back.
///
/// Any thread. The only class that knows what is behind SLF4J, which has no filters.
public final class LogLimit extends Filter<ILoggingEvent> {

  private static final Logger LOG = LoggerFactory.getLogger(LogLimit.class);
  private static final long WINDOW_NANOS = 10_000_000_000L;

  /// Different lines in a window; clients may have a hand in the words of a line, too.
  private static final int MAX_LINES = 10;

  private final Map<String, Integer> seen = new HashMap<>();
  private long windowNanos = System.nanoTime();

  @Override
  public FilterReply decide(ILoggingEvent event) {
    int heldBack = 0;
    FilterReply reply;
    synchronized (seen) {
      if (System.nanoTime() - windowNanos > WINDOW_NANOS) {
        windowNanos = System.nanoTime();
        heldBack = seen.values().stream().mapToInt(Integer::intValue).sum() - lines();
        seen.clear();
      }
      String line = event.getLoggerName() + ' ' + event.getMessage();
      String kept = seen.size() < MAX_LINES || seen.containsKey(line) ? line : "";
      boolean first = seen.merge(kept, 1, Integer::sum) == 1;
      reply = first && !kept.isEmpty() ? FilterReply.NEUTRAL : FilterReply.DENY;
    }
    if (heldBack > 0) {
      LOG.warn("{} lines like those before were held back", heldBack);
    }
    return reply;
  }

  /// How many lines went through.
  private int lines() {
    return seen.containsKey("") ? seen.size() - 1 : seen.size();
  }
}
