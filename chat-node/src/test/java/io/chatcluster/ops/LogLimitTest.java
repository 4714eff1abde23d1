package io.chatcluster.ops;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import org.junit.jupiter.api.Test;

/// Which lines of what clients can provoke reach the log.
class LogLimitTest {

  private final LogLimit limit = new LogLimit();

  private FilterReply decide(String logger, String message) {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerName(logger);
    event.setMessage(message);
    return limit.decide(event);
  }

  @Test
  void a_line_goes_through_once_whatever_its_words_are() {
    assertThat(decide("a", "broken {}")).isEqualTo(FilterReply.NEUTRAL);
    assertThat(decide("a", "broken {}")).isEqualTo(FilterReply.DENY);
    assertThat(decide("a", "other {}")).isEqualTo(FilterReply.NEUTRAL);
    assertThat(decide("b", "broken {}")).isEqualTo(FilterReply.NEUTRAL);
  }

  @Test
  void lines_that_are_all_different_fill_no_log() {
    int through = 0;
    for (int i = 0; i < 1_000; i++) {
      through += decide("a", "made up " + i) == FilterReply.NEUTRAL ? 1 : 0;
    }

    assertThat(through).isEqualTo(10);
  }
}
