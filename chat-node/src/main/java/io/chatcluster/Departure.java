package io.chatcluster;

import io.chatcluster.ops.Health;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How a node leaves after SIGTERM: it drains, then stops everything; if that hangs, the process is
/// ended.
final class Departure {

  private static final Logger LOG = LoggerFactory.getLogger(Departure.class);

  /// How long a stop may take beyond the drain: a little less than every deployment allows.
  private static final Duration STOP_MARGIN = Duration.ofSeconds(14);

  private final ProcessSettings.Drain drain;
  private final Health health;
  private final ChatServer server;
  private final Runnable rest;

  private Departure(ProcessSettings.Drain drain, Health health, ChatServer server, Runnable rest) {
    this.drain = drain;
    this.health = health;
    this.server = server;
    this.rest = rest;
  }

  /// Leaves when the process is asked to end.
  ///
  /// @param rest stops all that clients need, after they have gone
  static void onExit(ProcessSettings.Drain drain, Health health, ChatServer server, Runnable rest) {
    Departure departure = new Departure(drain, health, server, rest);
    Runtime.getRuntime().addShutdownHook(new Thread(departure::leave, "stop"));
  }

  private void leave() {
    LOG.info("draining");
    health.draining();
    Thread.ofPlatform().daemon().name("deadline").start(this::endInTime);
    try {
      park(drain.delay());
      server.drain(drain.window());
      server.close();
      rest.run();
      LOG.info("stopped");
    } catch (RuntimeException | Error e) {
      LOG.error("the node could not stop in order", e);
      Runtime.getRuntime().halt(Ending.FAILED);
    }
  }

  /// Ends the process itself if something hangs: whoever stops a node kills it at the end of its
  /// grace period, and would not say why.
  private void endInTime() {
    Duration most = drain.whole().plus(STOP_MARGIN);
    park(most);
    LOG.error("the node did not stop within {} s", most.toSeconds());
    Runtime.getRuntime().halt(Ending.FAILED);
  }

  private static void park(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
