package io.chatcluster.node;

import io.chatcluster.archive.Archive;
import io.chatcluster.broker.OnLoop;
import io.chatcluster.broker.QuietRooms;
import io.chatcluster.broker.Reason;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets rooms leave the log some time after they fell quiet: the archive keeps them for ever, and
/// whoever speaks there brings them back.
///
/// Looks through the log in small steps, all the time. Every node does so on its own: a room that
/// has left is gone for the others too, and the log itself decides which may leave. Owned by one
/// event loop.
public final class Retirement {

  private static final Logger LOG = LoggerFactory.getLogger(Retirement.class);

  /// Keys in a step, and the time between two steps: a million rooms in about an hour.
  private static final int KEYS = 500;

  private static final long PAUSE_MILLIS = 500;

  /// The same while the log is nearly full: a million rooms in a few minutes.
  private static final int KEYS_IN_HASTE = 1_000;

  private static final long PAUSE_IN_HASTE_MILLIS = 50;

  /// How long a room must have been quiet.
  ///
  /// @param quiet before it leaves; zero: it never does
  /// @param least the same while the log is nearly full
  public record Settings(Duration quiet, Duration least) {}

  private final QuietRooms rooms;
  private final Archive archive;
  private final Loop loop;
  private final BooleanSupplier scarce;
  private final Settings settings;
  private final NodeEvents events;
  private boolean stopped;

  /// @param scarce whether the log is nearly full
  public Retirement(
      QuietRooms rooms,
      Archive archive,
      Loop loop,
      BooleanSupplier scarce,
      Settings settings,
      NodeEvents events) {
    this.rooms = rooms;
    this.archive = archive;
    this.loop = loop;
    this.scarce = scarce;
    this.settings = settings;
    this.events = events;
  }

  /// Begins; on the loop.
  public void start() {
    if (settings.quiet().isPositive()) {
      later();
    }
  }

  /// On the loop.
  public void stop() {
    stopped = true;
  }

  private void later() {
    loop.after(scarce.getAsBoolean() ? PAUSE_IN_HASTE_MILLIS : PAUSE_MILLIS, this::step);
  }

  private void step() {
    if (stopped) {
      return;
    }
    boolean haste = scarce.getAsBoolean();
    Duration quiet = haste ? settings.least() : settings.quiet();
    retire(haste ? KEYS_IN_HASTE : KEYS, quiet.toMillis())
        .onComplete(
            done -> {
              if (done.succeeded()) {
                events.retired(done.result());
              } else {
                // While one of the two is away, others say so, and say more about it.
                LOG.debug("no room retired: {}", Reason.of(done.cause()));
              }
              later();
            });
  }

  private Future<Integer> retire(int keys, long quietMillis) {
    return rooms
        .next(keys, quietMillis)
        .compose(
            quiet ->
                quiet.isEmpty()
                    ? Future.succeededFuture(0)
                    : OnLoop.back(archive.heads(quiet))
                        .compose(archived -> rooms.retire(archived, quietMillis)));
  }
}
