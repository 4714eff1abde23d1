package io.chatcluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.LinkEvents;
import io.chatcluster.peers.PeerAddress;
import io.chatcluster.waiting.Answers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The obligations of the port, on a real Redis.
class RedisPeersTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private static RedisRig rig;
  private static RedisPeers peers;

  @BeforeAll
  static void start() {
    rig = new RedisRig();
    peers =
        rig.on(
            () ->
                Future.succeededFuture(new RedisPeers(rig.vertx, rig.settings(), LinkEvents.NONE)));
    peers.start();
  }

  @AfterAll
  static void stop() {
    rig.on(
        () -> {
          peers.close();
          return Future.succeededFuture();
        });
    rig.close();
  }

  @BeforeEach
  void empty() {
    rig.redis.command("FLUSHALL");
    await()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(Answers.of(peers.find("n1"))).isEmpty());
  }

  @Test
  void what_was_announced_last_is_found() {
    for (PeerAddress address :
        List.of(
            new PeerAddress("10.0.3.7", 9190),
            new PeerAddress("n1", 1),
            new PeerAddress("fd00::17", 65_535))) {
      Answers.of(peers.announce("n1", address, LONG));

      assertThat(Answers.of(peers.find("n1"))).hasValue(address);
    }
    assertThat(Answers.of(peers.find("n2"))).isEmpty();
  }

  @Test
  void an_address_holds_for_the_time_it_names() {
    Answers.of(peers.announce("n1", new PeerAddress("n1", 1), Duration.ofMillis(300)));

    await().untilAsserted(() -> assertThat(Answers.of(peers.find("n1"))).isEmpty());
  }

  @Test
  void an_address_that_cannot_be_read_is_none() {
    rig.redis.command("SET", "{peers}:n1", "n1:port");

    assertThat(Answers.of(peers.find("n1"))).isEmpty();
  }

  @Test
  void it_fails_where_nobody_can_be_asked() {
    RedisPeers never =
        rig.on(
            () ->
                Future.succeededFuture(new RedisPeers(rig.vertx, rig.settings(), LinkEvents.NONE)));

    assertThatThrownBy(() -> Answers.of(never.find("n1"))).isInstanceOf(BrokerException.class);
    assertThatThrownBy(() -> Answers.of(never.announce("n1", new PeerAddress("n1", 1), LONG)))
        .isInstanceOf(BrokerException.class);
    rig.on(
        () -> {
          never.close();
          return Future.succeededFuture();
        });
  }
}
