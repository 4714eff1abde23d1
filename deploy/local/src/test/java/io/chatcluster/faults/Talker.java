package io.chatcluster.faults;

import static org.awaitility.Awaitility.await;

import io.chatcluster.loadtest.client.ChatClient;
import io.chatcluster.loadtest.client.ClientCore;
import io.chatcluster.loadtest.client.ClientEvents;
import io.chatcluster.loadtest.client.Frame;
import io.chatcluster.loadtest.client.Message;
import io.chatcluster.loadtest.client.Position;
import io.chatcluster.loadtest.client.Tokens;
import io.chatcluster.local.cluster.Cluster;
import io.chatcluster.local.node.NodeProcess;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// One person on one node who says something in many rooms and measures how long each ack takes.
///
/// Owned by the thread of its test; the client lives on an event loop of its own.
final class Talker implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long TOKEN_SECONDS = 3_600;

  private final Vertx vertx = Vertx.vertx();
  private final ChatClient client;
  private final int rooms;
  private final Map<String, Long> said = new ConcurrentHashMap<>();
  private final Map<String, Long> acked = new ConcurrentHashMap<>();
  private final Map<String, Integer> heard = new ConcurrentHashMap<>();

  /// Ids of what was said last, by room.
  private final Map<Integer, String> last = new ConcurrentHashMap<>();

  private long count;

  /// @param rooms how many to be in from the start
  Talker(Cluster cluster, NodeProcess node, int rooms) {
    Tokens tokens = new Tokens(cluster.secret().value());
    this.rooms = rooms;
    client =
        new ChatClient(
            vertx,
            new ChatClient.Settings(
                () -> "ws://" + node.address() + "/ws",
                () -> tokens.issue("talker", "Talker", System.currentTimeMillis(), TOKEN_SECONDS),
                7),
            new Events());
    client.start();
    for (int i = 0; i < rooms; i++) {
      client.join(room(i));
    }
    await("the talker is in all rooms").atMost(PATIENCE).until(() -> ask(ClientCore::settled));
  }

  ChatClient client() {
    return client;
  }

  String room(int index) {
    return "far-" + index;
  }

  /// Messages said so far.
  long said() {
    return count;
  }

  /// Messages that came from this room.
  int heard(String room) {
    return heard.getOrDefault(room, 0);
  }

  /// Says one thing in each room.
  void sayEverywhere() {
    last.clear();
    for (int i = 0; i < rooms; i++) {
      int room = i;
      client.send(
          room(i),
          "hello " + count++,
          id -> {
            said.put(id, System.nanoTime());
            last.put(room, id);
          });
    }
  }

  /// Waits until all that was said last is acked.
  ///
  /// @return how long that took, by room, in nanoseconds
  List<Long> awaitAcks(Duration most) {
    await("every room has its ack")
        .pollInterval(Duration.ofMillis(10))
        .atMost(most)
        .until(() -> last.size() == rooms && acked.keySet().containsAll(last.values()));
    List<Long> took = new ArrayList<>();
    for (int i = 0; i < rooms; i++) {
      String id = last.getOrDefault(i, "");
      took.add(acked.getOrDefault(id, 0L) - said.getOrDefault(id, 0L));
    }
    return took;
  }

  private boolean ask(Function<ClientCore, Boolean> question) {
    try {
      return client.ask(question).await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("the client does not answer", e);
    }
  }

  @Override
  public void close() {
    try {
      client.stop().await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      vertx.close().await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("the talker does not stop", e);
    }
  }

  private final class Events implements ClientEvents {

    @Override
    public void connected(Frame.Connected connected) {}

    @Override
    public void disconnected(int closeCode) {}

    @Override
    public void stopped(int closeCode) {}

    @Override
    public void joined(String room, Position from, Position head, boolean recovered) {}

    @Override
    public void refused(String room, String code) {}

    @Override
    public void delivered(String room, Message message) {
      heard.merge(room, 1, Integer::sum);
    }

    @Override
    public void rolledBack(String room, Position to) {}

    @Override
    public void gap(String room, Position after, Position next) {}

    @Override
    public void acked(String room, String id, Position at, String level) {
      acked.put(id, System.nanoTime());
    }

    @Override
    public void failed(String room, String id, String code, boolean mayBeStored) {}
  }
}
