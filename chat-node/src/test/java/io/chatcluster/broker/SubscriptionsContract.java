package io.chatcluster.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.protocol.Audience;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RightsChange;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import io.chatcluster.protocol.UserId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What all [Subscriptions] owe, duty by duty.
public abstract class SubscriptionsContract extends LogContract {

  @Test
  void duty_1_what_is_lost_is_followed_by_word_that_the_subscription_stands_again() {
    RoomId room = openRoom("lost");
    Ear ear = new Ear();
    subscribe(ear, room);
    ear.subscribed.clear();

    rig().cutSubscriptions();
    Position at = log(room, draft("in between")).at();

    rig()
        .until(
            () ->
                ear.subscribed.contains(room)
                    || ear.published.stream().anyMatch(one -> one.at().equals(at)));
    rig().until(() -> ear.subscribed.contains(room));
  }

  @Test
  void duty_2_after_that_word_every_append_is_heard_in_its_order() {
    RoomId room = openRoom("heard");
    RoomId other = openRoom("unheard");
    Ear ear = new Ear();
    subscribe(ear, room);

    log(other, draft("x"));
    Position first = log(room, draft("1")).at();
    Position second = log(room, draft("2")).at();

    rig().until(() -> ear.published.size() >= 2);
    assertThat(ear.published).extracting(Publication::at).containsExactly(first, second);
    assertThat(ear.published).extracting(Publication::prev).containsExactly(Position.NONE, first);
    assertThat(ear.published).extracting(Publication::room).containsOnly(room);
  }

  @Test
  void duty_3_nothing_is_heard_of_a_room_after_unsubscribing() {
    RoomId room = openRoom("gone");
    RoomId witness = openRoom("witness");
    Ear ear = new Ear();
    Subscriptions subscriptions = subscribe(ear, room, witness);

    run(() -> subscriptions.unsubscribe(room));
    log(room, draft("x"));
    log(witness, draft("y"));

    rig().until(() -> !ear.published.isEmpty());
    assertThat(ear.published).extracting(Publication::room).containsExactly(witness);
  }

  @Test
  void duty_4_what_is_announced_is_heard_by_all_whatever_they_subscribe_to() {
    Ear one = new Ear();
    Ear other = new Ear();
    subscribe(one, openRoom("any"));
    subscribe(other, openRoom("another"));
    Position upTo = new Position(2, 9);
    Set<Position> discarded = Set.of(new Position(2, 7));

    rig()
        .until(
            () -> {
              rig().queue().announce(Map.of(0, upTo), Map.of(0, discarded));
              return !one.committed.isEmpty() && !other.committed.isEmpty();
            });

    for (Ear ear : List.of(one, other)) {
      assertThat(ear.committed).containsOnly("0 up to 2-9 without [2-7]");
    }
  }

  @Test
  void duty_5_signals_to_a_room_or_a_user_are_heard_in_order_until_unsubscribing() {
    Audience room = new Audience.OfRoom(openRoom("lively"));
    RoomId witness = openRoom("beside");
    UserId ada = new UserId("Ada: {p1} 100%");
    Audience user = new Audience.OfUser(ada);
    Ear ear = new Ear();
    Subscriptions subscriptions = subscribe(ear, new RoomId("lively"), witness);
    run(() -> subscriptions.subscribe(ada));
    // No word comes when that stands.
    rig()
        .until(
            () -> {
              signal(user, "probe");
              return !ear.signalled.isEmpty();
            });
    ear.signalled.clear();

    Signal first = signal(room, "typing");
    Signal second = signal(room, "cursor");
    Signal third = signal(user, "call");
    rig().until(() -> heard(ear).containsAll(List.of("typing", "cursor", "call")));
    assertThat(heard(ear)).doesNotHaveDuplicates().containsSubsequence("typing", "cursor");
    assertThat(ear.signalled)
        .usingRecursiveFieldByFieldElementComparator()
        .contains(first, second, third);

    ear.signalled.clear();
    run(() -> subscriptions.unsubscribe(new RoomId("lively")));
    run(() -> subscriptions.unsubscribe(ada));
    signal(room, "typing");
    signal(user, "call");
    signal(new Audience.OfRoom(witness), "last");
    rig().until(() -> !ear.signalled.isEmpty());
    assertThat(heard(ear)).containsExactly("last");
  }

  @Test
  void duty_6_changes_of_rights_are_heard_where_they_concern_somebody() {
    RoomId room = openRoom("guarded");
    UserId ada = new UserId("*");
    Ear ear = new Ear();
    Subscriptions subscriptions = subscribe(ear, room);
    run(() -> subscriptions.subscribe(ada));
    RightsChange everywhere = new RightsChange.OfUser(ada);
    // No word comes when that stands.
    rig()
        .until(
            () -> {
              announce(everywhere);
              return !ear.rights.isEmpty();
            });

    announce(new RightsChange.OfMember(room, ada));
    announce(new RightsChange.OfUser(new UserId("bob")));
    rig().until(() -> !ear.rights.getLast().equals(everywhere));
    run(() -> subscriptions.unsubscribe(ada));
    announce(everywhere);
    announce(new RightsChange.OfRoom(room));

    rig().until(() -> ear.rights.contains(new RightsChange.OfRoom(room)));
    assertThat(ear.rights.stream().filter(one -> !one.equals(everywhere)))
        .containsExactly(new RightsChange.OfMember(room, ada), new RightsChange.OfRoom(room));
    assertThat(ear.signalled).isEmpty();
  }

  private static List<String> heard(Ear ear) {
    return ear.signalled.stream()
        .map(one -> one.key().topic().value())
        .filter(topic -> !topic.equals("probe"))
        .toList();
  }
}
