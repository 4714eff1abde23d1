package io.chatcluster.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.waiting.Answers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Many clients behind a load balancer that knows nothing of sessions: each request goes to the
/// next node. Then one of the nodes dies.
class ForwardingCrowdTest {

  private static final int CLIENTS = 150;

  private final MemoryDirectory directory = new MemoryDirectory();
  private final List<PeerNode> nodes = new ArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicInteger rounds = new AtomicInteger();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final AtomicInteger begunAnew = new AtomicInteger();
  private volatile boolean killed;
  private volatile boolean ending;

  @BeforeEach
  void start() {
    for (int i = 1; i <= 3; i++) {
      nodes.add(new PeerNode("n" + i, directory));
    }
  }

  @AfterEach
  void stop() {
    nodes.forEach(PeerNode::close);
  }

  private PeerNode next() {
    int alive = killed ? 2 : 3;
    return nodes.get(Math.floorMod(turn.getAndIncrement(), alive));
  }

  @Test
  void nobody_is_stuck_and_only_what_was_on_the_dead_node_begins_anew() {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Void>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(CompletableFuture.runAsync(this::live, threads));
      }
      await().atMost(Duration.ofSeconds(60)).until(() -> rounds.get() > 4 * CLIENTS);

      killed = true;
      nodes.getLast().close();
      int before = rounds.get();
      await().atMost(Duration.ofSeconds(60)).until(() -> rounds.get() > before + 4 * CLIENTS);
      ending = true;
      for (CompletableFuture<Void> client : clients) {
        Answers.of(client, Duration.ofSeconds(60));
      }
    }

    assertThat(faults).isEmpty();
    assertThat(begunAnew.get()).as("those that the third had to do with").isBetween(1, CLIENTS);
    for (PeerNode node : nodes.subList(0, 2)) {
      assertThat(node.count(Outcome.ANSWERED)).isPositive();
      assertThat(node.outcomes.keySet())
          .isSubsetOf(
              Outcome.ANSWERED,
              Outcome.BROKEN,
              Outcome.UNREACHABLE,
              Outcome.UNKNOWN,
              // By who begins anew while it still polls.
              Outcome.CANCELLED);
      await().untilAsserted(() -> assertThat(node.underWay()).isZero());
    }
  }

  /// Says something and hears it, again and again.
  private void live() {
    while (!ending) {
      try (PeerClient client = new PeerClient(next())) {
        boolean going = true;
        while (going && !ending) {
          going = round(client);
        }
        if (!going) {
          begunAnew.incrementAndGet();
        }
      } catch (RuntimeException | Error e) {
        if (!killed) {
          faults.add(e.toString());
        }
      }
    }
  }

  private boolean round(PeerClient client) {
    PeerNode pollAt = next();
    PeerNode postAt = next();
    // What was on its way through the dead node is as dead as what was on it.
    boolean mourning =
        client.sid.startsWith("n3.") || pollAt.id.equals("n3") || postAt.id.equals("n3");
    CompletableFuture<HttpResponse<String>> poll = client.pollLater(pollAt);
    try {
      int posted = client.post(postAt, "4hello").statusCode();
      String heard = Answers.of(poll).body();
      if (posted == 200 && heard.equals("4hello")) {
        rounds.incrementAndGet();
        return true;
      }
      if (!mourning || !(killed && (heard.equals("1") || posted == 400))) {
        faults.add(client.sid + ": " + posted + ", " + heard);
      }
    } catch (RuntimeException e) {
      // The dead node was the one that was asked.
      if (!killed) {
        faults.add(client.sid + ": " + e);
      }
    }
    return false;
  }
}
