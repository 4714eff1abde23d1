package io.chatcluster.room;

import static io.chatcluster.room.RoomFixture.ROOM;
import static io.chatcluster.room.RoomFixture.at;
import static io.chatcluster.room.RoomFixture.pubs;
import static io.chatcluster.room.RoomFixture.segment;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.protocol.Audience;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import io.chatcluster.protocol.Topic;
import io.chatcluster.room.RoomFixture.Desk;
import io.chatcluster.room.RoomFixture.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Who hears what is fleeting, and who does not.
class HubSignalsTest {

  private final Desk desk = new Desk();
  private final Hub hub = new Hub(desk, desk, 3);

  private Member live(String session) {
    Member member = new Member();
    member.session = session;
    Membership joined = hub.join(ROOM, null, member);
    member.membership = joined;
    hub.read(joined, segment("1-5"));
    hub.ready(ROOM, at("1-5"));
    return member;
  }

  private static Signal signal(String session, String topic, String text) {
    return new Signal(
        new Audience.OfRoom(ROOM), new Signal.Key(session, new Topic(topic)), text.getBytes(UTF_8));
  }

  private void say(String session, String topic, String text) {
    hub.signal(ROOM, signal(session, topic, text));
  }

  @Test
  void a_large_fan_out_takes_several_turns_and_leaves_nobody_out() {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      RoomId room = new RoomId("room " + i);
      Member member = new Member();
      member.session = "n1." + i;
      member.membership = hub.join(room, null, member);
      hub.read(member.membership, segment("1-5"));
      hub.ready(room, at("1-5"));
      members.add(member);
      hub.signal(
          room,
          new Signal(
              new Audience.OfRoom(room),
              new Signal.Key("n2.7", new Topic("typing")),
              "zoe types".getBytes(UTF_8)));
    }

    assertThat(turns()).isBetween(300 / SignalFan.OFFERS_IN_A_TURN, 30);
    assertThat(members)
        .allSatisfy(member -> assertThat(member.signals).containsExactly("zoe types"));
  }

  private int turns() {
    int turns = 1;
    while (hub.drainSignals()) {
      turns++;
    }
    return turns;
  }

  @Test
  void a_large_room_takes_several_turns_too_and_whoever_comes_and_goes_meanwhile_upsets_nobody() {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      members.add(live("n1." + i));
    }
    say("n1.3", "typing", "x");
    say("n1.98", "typing", "y");

    assertThat(hub.drainSignals()).as("some have not been told yet").isTrue();
    assertThat(members.stream().filter(member -> !member.signals.isEmpty()).count())
        .isLessThanOrEqualTo(SignalFan.OFFERS_IN_A_TURN);
    Member gone = members.get(2);
    hub.leave(membership(gone));
    Member late = live("n1.100");
    say("n2.1", "typing", "z");
    assertThat(turns()).isGreaterThan(4);

    assertThat(gone.signals).isEmpty();
    assertThat(late.signals).isEmpty();
    assertThat(members.get(3).signals).containsExactly("y");
    assertThat(members.get(98).signals).containsExactly("x");
    members.remove(98);
    members.subList(2, 4).clear();
    assertThat(members).allSatisfy(member -> assertThat(member.signals).containsExactly("x", "y"));
    desk.resting.forEach(Runnable::run);
    turns();
    assertThat(late.signals).as("what was said to a room that rested").containsExactly("z");
  }

  @Test
  void a_large_room_rests_after_a_fan_out_for_as_long_as_its_size_asks_for() {
    for (int i = 0; i < 48; i++) {
      live("n1." + i);
    }
    say("n2.1", "typing", "1");
    turns();
    assertThat(desk.rests).as("too few to rest").isEmpty();
    live("n1.48");
    Member bob = live("n1.49");
    say("n2.1", "typing", "2");
    turns();
    assertThat(desk.rests).containsExactly(25L);

    int wakes = desk.signalWakes;
    say("n2.1", "typing", "3");
    say("n2.1", "typing", "4");
    say("n2.2", "typing", "5");
    assertThat(desk.signalWakes).as("gathering").isEqualTo(wakes);
    assertThat(hub.drainSignals()).isFalse();
    assertThat(bob.signals).containsExactly("2");
    desk.resting.removeFirst().run();
    turns();

    assertThat(bob.signals).containsExactly("2", "4", "5");
    desk.resting.removeFirst().run();
    assertThat(desk.signalWakes).as("nothing was left").isEqualTo(wakes + 1);
    for (int i = 50; i < 600; i++) {
      live("n1." + i);
    }
    say("n2.1", "typing", "6");
    turns();
    assertThat(desk.rests.getLast()).as("a bound").isEqualTo(250L);
  }

  @Test
  void all_members_but_the_sender_are_offered_one_and_the_same_object() {
    Member ada = live("n1.1");
    Member bob = live("n1.2");
    Member eve = live("n1.3");

    say("n1.1", "typing", "ada types");
    say("n2.7", "typing", "zoe types");
    assertThat(desk.signalWakes).isEqualTo(1);
    hub.drainSignals();

    assertThat(bob.signals).containsExactly("ada types", "zoe types");
    assertThat(eve.deliveries).hasSize(1);
    assertThat(eve.deliveries.getFirst()).isSameAs(bob.deliveries.getFirst());
    assertThat(ada.signals).containsExactly("zoe types");
    assertThat(desk.dropped).isEmpty();
    hub.drainSignals();
    assertThat(bob.deliveries).hasSize(1);
  }

  @Test
  void until_they_are_offered_the_newest_of_a_session_and_topic_takes_the_place_of_the_others() {
    Member bob = live("n1.2");

    say("n1.1", "cursor", "1");
    say("n1.1", "typing", "on");
    say("n1.1", "cursor", "2");
    hub.drainSignals();

    assertThat(bob.signals).containsExactly("on", "2");
    assertThat(desk.dropped).containsExactly("coalesced 1");
  }

  @Test
  void a_room_is_told_no_more_at_once_than_the_limit() {
    Member bob = live("n1.2");

    say("n1.1", "a", "a");
    say("n1.1", "b", "b");
    say("n1.1", "c", "c");
    say("n1.1", "d", "d");
    say("n1.1", "a", "a2");
    hub.drainSignals();

    assertThat(bob.signals).containsExactly("b", "c", "a2");
    assertThat(desk.dropped).containsExactly("crowded 1", "coalesced 1");
  }

  @Test
  void who_is_full_or_reads_the_log_or_is_paused_hears_none_and_misses_no_message() {
    Member full = live("n1.1");
    Member paused = live("n1.2");
    Member reading = new Member();
    hub.join(ROOM, at("1-1"), reading);
    Member bob = live("n1.4");
    full.full = true;
    hub.pause(membership(paused));
    paused.deaf = true;
    reading.deaf = true;

    say("n2.1", "typing", "x");
    hub.drainSignals();

    assertThat(bob.signals).containsExactly("x");
    assertThat(full.signals).isEmpty();
    assertThat(hub.lagging()).as("what was refused moves nobody").isZero();
    assertThat(desk.dropped).containsExactly("slow 2", "slow 1");
    full.full = false;
    hub.deliver(ROOM, pubs("1-5>1-6"));
    hub.drain();
    assertThat(full.told).endsWith("1-6");
    assertThat(desk.reads).hasSize(1);
  }

  private static Membership membership(Member member) {
    Membership membership = member.membership;
    if (membership == null) {
      throw new IllegalStateException("not joined");
    }
    return membership;
  }

  @Test
  void nobody_hears_a_signal_of_a_room_that_it_has_left_or_entered_since() {
    Member gone = live("n1.1");
    Member bob = live("n1.2");

    say("n2.1", "typing", "x");
    hub.leave(membership(gone));
    gone.deaf = true;
    hub.drainSignals();
    hub.leave(membership(bob));
    say("n2.1", "typing", "y");
    hub.drainSignals();

    assertThat(bob.signals).containsExactly("x");
  }

  @Test
  void whatever_happens_nobody_hears_one_twice_or_its_own_or_an_older_after_a_newer() {
    for (long seed = 1; seed <= 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Desk chanceDesk = new Desk();
      Hub chance = new Hub(chanceDesk, chanceDesk, 4);
      List<Member> members = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        Member member = new Member();
        member.session = "n1." + i;
        members.add(member);
        chance.read(chance.join(ROOM, null, member), segment("1-5"));
        chance.ready(ROOM, at("1-5"));
      }
      for (int step = 0; step < 200; step++) {
        members.get(random.nextInt(5)).full = random.nextInt(3) == 0;
        String session = "n" + random.nextInt(1, 3) + "." + random.nextInt(5);
        String topic = "t" + random.nextInt(3);
        chance.signal(ROOM, signal(session, topic, session + " " + topic + " " + step));
        if (random.nextInt(4) == 0) {
          chance.drainSignals();
        }
      }
      for (Member member : members) {
        Map<String, Integer> newest = new HashMap<>();
        for (String text : member.signals) {
          String[] words = text.split(" ", -1);
          assertThat(words[0]).as("seed " + seed).isNotEqualTo(member.session);
          int step = Integer.parseInt(words[2]);
          Integer before = newest.put(words[0] + words[1], step);
          assertThat(before == null || before < step).as("seed " + seed).isTrue();
        }
      }
    }
  }
}
