package io.chatcluster.peers;

import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the peers where this node is, again and again, for as long as it is there.
///
/// Owned by the loop on which it was made.
public final class Announcement {

  private static final Logger LOG = LoggerFactory.getLogger(Announcement.class);

  private final Vertx vertx;
  private final long timer;

  /// Begins.
  ///
  /// @param node this node's id
  public Announcement(Vertx vertx, PeerDirectory directory, String node, PeerAddress address) {
    this.vertx = vertx;
    Runnable announce =
        () ->
            directory
                .announce(node, address, PeerSettings.LIFE)
                .onFailure(failure -> LOG.debug("not announced: {}", failure.toString()));
    announce.run();
    timer = vertx.setPeriodic(PeerSettings.RENEWAL.toMillis(), _ -> announce.run());
  }

  /// Ends. The address runs out by itself; until then whoever follows it finds nobody there.
  public void stop() {
    vertx.cancelTimer(timer);
  }
}
