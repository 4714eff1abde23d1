package io.chatcluster.peers;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What one event loop knows of where its peers are, so that it need not ask for every request.
///
/// Owned by the loop on which it was made. An address is believed for a moment; then the directory
/// is asked, once for all who want to know. If that cannot answer, or has just lost what it knew, a
/// known address goes on being good: the peer itself will say whether it is there.
final class AddressBook {

  /// How long an address is believed.
  static final long FRESH_MILLIS = 2_000;

  /// How long the directory must have had no address until a peer counts as gone: it may have come
  /// back empty, and every node announces itself again within a renewal.
  static final long GONE_MILLIS = PeerSettings.RENEWAL.toMillis() + 1_000;

  /// Ids come from clients, who may make them up.
  static final int MOST = 1_000;

  private final Context context;
  private final PeerDirectory directory;
  private final LongSupplier clock;
  private final Map<String, Known> entries =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > MOST;
        }
      };

  private static final class Known {
    @Nullable PeerAddress address;
    long askedMillis = Long.MIN_VALUE;
    long foundMillis;
    @Nullable Promise<Optional<PeerAddress>> asking;
  }

  /// @param clock milliseconds of a clock that nobody can set
  AddressBook(Vertx vertx, PeerDirectory directory, LongSupplier clock) {
    this.context = vertx.getOrCreateContext();
    this.directory = directory;
    this.clock = clock;
  }

  /// Where a peer is, or nothing. Never fails.
  Future<Optional<PeerAddress>> find(String node) {
    Known entry = entries.computeIfAbsent(node, _ -> new Known());
    if (entry.asking != null) {
      return entry.asking.future();
    }
    boolean asked = entry.askedMillis != Long.MIN_VALUE;
    if (asked && clock.getAsLong() - entry.askedMillis < FRESH_MILLIS && entry.address != null) {
      return Future.succeededFuture(Optional.of(entry.address));
    }
    Promise<Optional<PeerAddress>> asking = Promise.promise();
    entry.asking = asking;
    directory
        .find(node)
        .onComplete(found -> context.runOnContext(_ -> found(entry, asking, found)));
    return asking.future();
  }

  private void found(
      Known entry,
      Promise<Optional<PeerAddress>> asking,
      AsyncResult<Optional<PeerAddress>> found) {
    long now = clock.getAsLong();
    entry.asking = null;
    entry.askedMillis = now;
    if (found.succeeded() && found.result().isPresent()) {
      entry.address = found.result().get();
      entry.foundMillis = now;
    } else if (found.failed()) {
      entry.foundMillis = now;
    } else if (now - entry.foundMillis > GONE_MILLIS) {
      entry.address = null;
    }
    asking.complete(Optional.ofNullable(entry.address));
  }
}
