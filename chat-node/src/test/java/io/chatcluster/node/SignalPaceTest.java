package io.chatcluster.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.protocol.Audience;
import io.chatcluster.protocol.Drop;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import io.chatcluster.protocol.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// How often a session may tell somebody something about one topic.
class SignalPaceTest {

  private static final long INTERVAL = 100;

  private final List<String> sent = new ArrayList<>();
  private final List<String> dropped = new ArrayList<>();
  private final SignalPace pace = pace(3);

  private SignalPace pace(int most) {
    return new SignalPace(
        INTERVAL,
        most,
        new SignalPace.Outcomes() {
          @Override
          public void send(Signal signal) {
            sent.add(SignalPaceTest.text(signal));
          }

          @Override
          public void dropped(Drop why, int signals) {
            for (int i = 0; i < signals; i++) {
              dropped.add(why.wire());
            }
          }
        });
  }

  private static String text(Signal signal) {
    return new String(signal.body(), UTF_8);
  }

  private static String name(Signal signal) {
    return signal.to() + " " + signal.key();
  }

  static Signal signal(String room, String session, String topic, String text) {
    return new Signal(
        new Audience.OfRoom(new RoomId(room)),
        new Signal.Key(session, new Topic(topic)),
        text.getBytes(UTF_8));
  }

  @Test
  void the_first_goes_at_once_and_of_what_follows_the_newest_when_its_time_has_come() {
    pace.signal(signal("general", "n1.1", "cursor", "1"), 1_000);
    pace.signal(signal("general", "n1.1", "cursor", "2"), 1_010);
    pace.signal(signal("general", "n1.1", "cursor", "3"), 1_090);
    assertThat(sent).containsExactly("1");
    assertThat(pace.waitMillis(1_090)).isEqualTo(10);

    pace.tick(1_099);
    assertThat(sent).containsExactly("1");
    pace.tick(1_100);
    assertThat(sent).containsExactly("1", "3");
    pace.signal(signal("general", "n1.1", "cursor", "4"), 1_150);
    pace.tick(1_200);

    assertThat(sent).containsExactly("1", "3", "4");
    assertThat(dropped).containsExactly("coalesced");
  }

  @Test
  void rooms_sessions_and_topics_do_not_wait_for_each_other() {
    pace.signal(signal("general", "n1.1", "cursor", "a"), 0);
    pace.signal(signal("general", "n1.1", "typing", "b"), 0);
    pace.signal(signal("general", "n1.2", "cursor", "c"), 0);

    assertThat(sent).containsExactly("a", "b", "c");
  }

  @Test
  void nobody_is_remembered_longer_than_it_takes_and_too_many_are_dropped() {
    for (String session : List.of("n1.1", "n1.2", "n1.3", "n1.4")) {
      pace.signal(signal("general", session, "cursor", session), 0);
    }
    assertThat(sent).containsExactly("n1.1", "n1.2", "n1.3");
    assertThat(dropped).containsExactly("waiting");

    pace.tick(INTERVAL);
    assertThat(pace.waitMillis(INTERVAL)).as("nobody is left").isEqualTo(-1);
    pace.signal(signal("general", "n1.4", "cursor", "again"), INTERVAL);
    assertThat(sent).endsWith("again");
  }

  /// A target and what it has sent.
  private static final class Account {
    long lastMillis = Long.MIN_VALUE / 2;
    String newest = "";
  }

  @Test
  void whatever_comes_each_target_keeps_its_pace_and_the_newest_is_sent_in_the_end() {
    for (long seed = 1; seed <= 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Map<String, Account> accounts = new HashMap<>();
      long[] now = {0};
      int[] counts = new int[3];
      String as = "seed " + seed;
      SignalPace chance =
          new SignalPace(
              INTERVAL,
              100,
              new SignalPace.Outcomes() {
                @Override
                public void send(Signal signal) {
                  Account account = accounts.computeIfAbsent(name(signal), _ -> new Account());
                  assertThat(now[0] - account.lastMillis).as(as).isGreaterThanOrEqualTo(INTERVAL);
                  account.lastMillis = now[0];
                  counts[1]++;
                  assertThat(SignalPaceTest.text(signal)).as(as).isEqualTo(account.newest);
                }

                @Override
                public void dropped(Drop why, int signals) {
                  assertThat(why).as(as).isEqualTo(Drop.COALESCED);
                  counts[2] += signals;
                }
              });
      for (int step = 0; step < 200; step++) {
        now[0] += random.nextInt(40);
        Signal signal = signal("r" + random.nextInt(2), "n1." + random.nextInt(2), "t", "" + step);
        Account account = accounts.computeIfAbsent(name(signal), _ -> new Account());
        chance.tick(now[0]);
        account.newest = "" + step;
        counts[0]++;
        chance.signal(signal, now[0]);
      }
      for (long wait = chance.waitMillis(now[0]); wait > 0; wait = chance.waitMillis(now[0])) {
        now[0] += wait;
        chance.tick(now[0]);
      }
      assertThat(counts[1] + counts[2]).as(as).isEqualTo(counts[0]);
    }
  }
}
