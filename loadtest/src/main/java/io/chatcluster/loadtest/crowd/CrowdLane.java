package io.chatcluster.loadtest.crowd;

import io.chatcluster.loadtest.bench.LineLoop;
import io.chatcluster.loadtest.dial.Dialer;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One event loop with its clients and its counts.
///
/// Everything but [#dismiss()] belongs to that loop.
final class CrowdLane {
  /// The plan's own timeout comes first and knows more.
  private static final Duration DIALING = Duration.ofSeconds(60);

  final LineLoop loop;
  final CrowdPlan plan;
  final CrowdTally tally = new CrowdTally();

  private final List<CrowdClient> clients = new ArrayList<>();
  private boolean dismissed;

  CrowdLane(EventLoop loop, CrowdPlan plan, Dialer dialer) {
    this.loop = new LineLoop(loop, dialer, DIALING);
    this.plan = plan;
  }

  /// Lets the client of that number come now.
  void admit(int number, long dueNanos) {
    var client = new CrowdClient(this, number);
    clients.add(client);
    tally.start();
    client.come(dueNanos);
  }

  /// Says goodbye to all. Any thread; it is done soon.
  void dismiss() {
    loop.execute(
        () -> {
          dismissed = true;
          clients.forEach(CrowdClient::dismiss);
          clients.clear();
        });
  }

  boolean dismissed() {
    return dismissed;
  }
}
