package io.chatcluster.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.archive.ArchiveQueue;
import io.chatcluster.metrics.Meters;
import io.chatcluster.protocol.CloseReason;
import io.chatcluster.ws.WsEvents;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// What is scraped after something was counted.
class MetersTest {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meters meters = new Meters(registry);

  @Test
  void the_lag_of_the_archive_grows_between_two_measures_and_ends_with_the_last_entry() {
    AtomicLong elapsed = new AtomicLong(500);
    AtomicLong clock = new AtomicLong(10_000);
    ArchiverMeters archiver = new ArchiverMeters(meters, clock::get, elapsed::get);
    assertThat(registry.scrape()).contains("chat_archive_lag_seconds 0.0\n");

    archiver.backlog(new ArchiveQueue.Backlog(3, 8_000, Map.of()));
    elapsed.addAndGet(2_500);
    // Somebody sets the clock: that is nothing that has waited.
    clock.addAndGet(-3_600_000);
    assertThat(registry.scrape())
        .contains("chat_archive_lag_seconds 4.5\n", "chat_archive_backlog 3.0\n");

    archiver.backlog(new ArchiveQueue.Backlog(0, 0, Map.of()));
    assertThat(registry.scrape())
        .contains("chat_archive_lag_seconds 0.0\n", "chat_archive_backlog 0.0\n");
  }

  @Test
  void an_entry_from_a_clock_that_is_ahead_has_not_waited_yet() {
    ArchiverMeters archiver = new ArchiverMeters(meters, () -> 10_000, () -> 0);

    archiver.backlog(new ArchiveQueue.Backlog(1, 10_100, Map.of()));

    assertThat(registry.scrape()).contains("chat_archive_lag_seconds 0.0\n");
  }

  @Test
  void every_reason_is_there_before_it_happens() {
    WsMeters sockets = new WsMeters(meters);

    String before = registry.scrape();

    for (CloseReason reason : CloseReason.values()) {
      assertThat(before)
          .contains("chat_connections_closed_total{reason=\"" + reason.wire() + "\"} 0.0\n");
    }
    assertThat(before).contains("chat_connections_closed_total{reason=\"client\"} 0.0\n");
    for (String reason : WsEvents.REJECTIONS) {
      assertThat(before)
          .contains("chat_handshakes_rejected_total{reason=\"" + reason + "\"} 0.0\n");
    }

    sockets.closed("slow_consumer");
    sockets.rejected("full");

    assertThat(registry.scrape())
        .contains("chat_connections_closed_total{reason=\"slow_consumer\"} 1.0\n")
        .contains("chat_handshakes_rejected_total{reason=\"full\"} 1.0\n");
  }
}
