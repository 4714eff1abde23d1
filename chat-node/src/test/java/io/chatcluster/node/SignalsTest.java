package io.chatcluster.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.protocol.Audience;
import io.chatcluster.protocol.Drop;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import io.chatcluster.protocol.Topic;
import io.chatcluster.protocol.UserId;
import io.chatcluster.room.Offer;
import io.chatcluster.room.Signals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The way of signals through a node, on both sides of the cluster.
class SignalsTest {

  private static final UserId ADA = new UserId("ada");

  private final StillLoop loop = new StillLoop();
  private final StillLoop other = new StillLoop();
  private final MemoryLog log = new MemoryLog();
  private final List<String> dropped = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private final NodeEvents events =
      new NodeEvents() {
        @Override
        public void dropped(Drop why, int signals) {
          dropped.add(why.wire() + " " + signals);
        }
      };

  private static Signal signal(String topic, String text) {
    return SignalPaceTest.signal("general", "n1.1", topic, text);
  }

  private Signalling signalling(int waiting) {
    return new Signalling(loop, log, TestSettings.signals(waiting), events);
  }

  private List<String> asked() {
    return log.calls.stream().filter(call -> call.startsWith("signal")).toList();
  }

  @Test
  void what_waits_for_its_turn_goes_by_itself() {
    Signalling signalling = signalling(100);

    signalling.signal(signal("cursor", "1"));
    signalling.signal(signal("cursor", "2"));
    signalling.signal(signal("cursor", "3"));
    assertThat(asked()).hasSize(1);
    loop.pass(100);

    assertThat(asked()).hasSize(2);
    assertThat(dropped).containsExactly("coalesced 1");
    loop.pass(1_000);
    assertThat(asked()).as("and nothing more").hasSize(2);
  }

  @Test
  void what_redis_does_not_keep_up_with_is_dropped() {
    log.holdingSignals = true;
    Signalling signalling = signalling(2);

    signalling.signal(signal("a", "1"));
    signalling.signal(signal("b", "1"));
    loop.pass(200);
    signalling.signal(signal("c", "1"));
    assertThat(asked()).hasSize(2);
    assertThat(dropped).containsExactly("waiting 1");
    log.deliverSignals();
    signalling.signal(signal("d", "1"));

    assertThat(asked()).hasSize(3);
  }

  @Test
  void what_redis_cannot_be_told_is_dropped_and_not_tried_again() {
    log.down = true;
    Signalling signalling = signalling(10);

    signalling.signal(signal("a", "1"));
    log.down = false;
    loop.pass(10_000);

    assertThat(dropped).containsExactly("unavailable 1");
    assertThat(asked()).hasSize(1);
  }

  private SignalRelay relay(int most) {
    return new SignalRelay(
        loop, other, signal -> heard.add(new String(signal.body(), UTF_8)), most, events);
  }

  @Test
  void while_a_loop_is_busy_the_newest_waits_for_it_and_what_is_too_many_is_dropped() {
    SignalRelay relay = relay(2);

    relay.post(signal("a", "a1"));
    relay.post(signal("b", "b1"));
    loop.turn();
    relay.post(signal("a", "a2"));
    relay.post(signal("b", "b2"));
    relay.post(signal("a", "a3"));
    relay.post(signal("c", "c1"));
    loop.turn();
    assertThat(heard).as("it has had no time yet").isEmpty();
    other.turn();
    assertThat(heard).containsExactly("a1", "b1");
    loop.turn();
    other.turn();

    assertThat(heard).containsExactly("a1", "b1", "b2", "a3");
    assertThat(dropped).containsExactly("coalesced 1", "waiting 1");
    loop.turn();
    relay.post(signal("d", "d1"));
    loop.turn();
    other.turn();
    assertThat(heard).endsWith("d1");
  }

  /// A session that keeps what it is told.
  private final class Session implements Ear {

    private final String id;
    private Offer answer = Offer.ACCEPTED;

    Session(String id) {
      this.id = id;
    }

    @Override
    public String session() {
      return id;
    }

    @Override
    public void rightsChanged(@Nullable RoomId room) {
      heard.add(id + " doubts " + room);
    }

    @Override
    public Offer offer(Signals signals) {
      heard.add(id);
      return answer;
    }
  }

  private static Signal toAda(String session) {
    Signal.Key key = new Signal.Key(session, new Topic("call"));
    return new Signal(new Audience.OfUser(ADA), key, "{}".getBytes(UTF_8));
  }

  @Test
  void a_user_is_told_in_all_sessions_but_the_one_that_says_it() {
    List<String> watched = new ArrayList<>();
    Users users =
        new Users(
            new UserWatch() {
              @Override
              public void watch(UserId user) {
                watched.add("watch " + user);
              }

              @Override
              public void unwatch(UserId user) {
                watched.add("unwatch " + user);
              }
            },
            events);
    Session one = new Session("n1.1");
    Session two = new Session("n1.2");
    Session full = new Session("n1.3");
    full.answer = Offer.OVERFLOW;
    users.arrive(ADA, one);
    users.arrive(ADA, two);
    users.arrive(ADA, full);
    users.arrive(new UserId("bob"), new Session("n1.4"));

    users.hear(ADA, toAda("n1.1"));
    assertThat(heard).containsExactly("n1.2", "n1.3");
    assertThat(dropped).containsExactly("slow 1");
    users.depart(ADA, two);
    users.depart(ADA, full);
    users.depart(ADA, one);
    users.depart(ADA, one);
    users.hear(ADA, toAda("n2.1"));

    assertThat(heard).hasSize(2);
    assertThat(watched).containsExactly("watch ada", "watch bob", "unwatch ada");
  }

  @Test
  void a_user_who_has_gone_is_listened_for_a_little_longer() {
    UserLines lines = new UserLines(log, loop, Duration.ofSeconds(1));

    lines.watch(ADA, 0);
    lines.watch(ADA, 1);
    lines.unwatch(ADA, 0);
    assertThat(lines.loops(ADA)).containsExactly(1);
    lines.unwatch(ADA, 1);
    loop.pass(999);
    lines.endIdle();
    assertThat(log.users).containsExactly(ADA);
    lines.watch(ADA, 0);
    loop.pass(10_000);
    lines.endIdle();
    assertThat(log.users).as("it has come back").containsExactly(ADA);
    lines.unwatch(ADA, 0);
    loop.pass(1_000);
    lines.endIdle();

    assertThat(log.users).isEmpty();
    assertThat(lines.loops(ADA)).isEmpty();
  }
}
