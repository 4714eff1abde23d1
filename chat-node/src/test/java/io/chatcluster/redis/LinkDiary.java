package io.chatcluster.redis;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.chatcluster.broker.LinkEvents;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/// What a part of a link counts, and what it writes into the log, line by line.
final class LinkDiary implements LinkEvents, AutoCloseable {

  final List<String> counted = new ArrayList<>();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger;

  LinkDiary(Class<?> part) {
    logger = (Logger) LoggerFactory.getLogger(part);
    lines.start();
    logger.addAppender(lines);
  }

  /// Level and text of each line so far.
  List<String> told() {
    return lines.list.stream()
        .map(line -> line.getLevel() + " " + line.getFormattedMessage())
        .toList();
  }

  @Override
  public void up() {}

  @Override
  public void down() {}

  @Override
  public void answered(long nanos) {}

  @Override
  public void failing(int change) {
    counted.add("failing " + change);
  }

  @Override
  public void evicts(boolean evicts) {
    counted.add("evicts " + evicts);
  }

  @Override
  public void close() {
    logger.detachAppender(lines);
  }
}
