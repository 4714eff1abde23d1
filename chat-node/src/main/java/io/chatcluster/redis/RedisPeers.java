package io.chatcluster.redis;

import io.chatcluster.broker.LinkEvents;
import io.chatcluster.peers.PeerAddress;
import io.chatcluster.peers.PeerDirectory;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where the nodes are, in Redis: one key a node, which runs out with it. Over a connection of its
/// own; the keys belong to no partition.
///
/// May be called by any thread; the connection is owned by the event loop on which it was made.
public final class RedisPeers implements PeerDirectory {

  private final Context context;
  private final RedisLink link;

  /// Made on the event loop that will own the connection.
  public RedisPeers(Vertx vertx, RedisSettings settings, LinkEvents metrics) {
    this.context = vertx.getOrCreateContext();
    this.link = new RedisLink(vertx, Destination.first("peers", settings), metrics, new Owner());
  }

  public void start() {
    link.start();
  }

  public void close() {
    link.close();
  }

  @Override
  public Future<Void> announce(String node, PeerAddress address, Duration life) {
    Request request =
        Request.cmd(Command.SET)
            .arg(Keys.peer(node))
            .arg(address.toString())
            .arg("PX")
            .arg(life.toMillis());
    return send(request).mapEmpty();
  }

  @Override
  public Future<Optional<PeerAddress>> find(String node) {
    return send(Request.cmd(Command.GET).arg(Keys.peer(node))).map(RedisPeers::address);
  }

  private static Optional<PeerAddress> address(@Nullable Response answer) {
    return answer == null
        ? Optional.empty()
        : Optional.ofNullable(PeerAddress.parse(answer.toString()));
  }

  private Future<Response> send(Request request) {
    Promise<Response> answer = Promise.promise();
    context.runOnContext(_ -> link.send(request).onComplete(answer));
    return answer.future();
  }

  private static final class Owner implements RedisLink.Owner {

    @Override
    public Future<?> prepare(RedisConnection connection) {
      return Future.succeededFuture();
    }
  }
}
