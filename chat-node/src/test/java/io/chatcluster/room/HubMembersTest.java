package io.chatcluster.room;

import static io.chatcluster.room.RoomFixture.ROOM;
import static io.chatcluster.room.RoomFixture.at;
import static io.chatcluster.room.RoomFixture.pubs;
import static io.chatcluster.room.RoomFixture.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.room.RoomFixture.Desk;
import io.chatcluster.room.RoomFixture.Member;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Members that come, go, fail and come again.
class HubMembersTest {

  private final Desk desk = new Desk();
  private final Hub hub = new Hub(desk, desk, 100);

  /// A member that stands live at 1-5.
  private Member live() {
    Member member = new Member();
    Membership joined = hub.join(ROOM, null, member);
    member.membership = joined;
    hub.read(joined, segment("1-5"));
    hub.ready(ROOM, at("1-5"));
    return member;
  }

  private Membership resume(Member member, String from) {
    Membership joined = hub.join(ROOM, at(from), member);
    member.membership = joined;
    return joined;
  }

  private void publish(String... all) {
    hub.deliver(ROOM, pubs(all));
    hub.drain();
  }

  private void leave(Member member) {
    Membership membership = member.membership;
    assertThat(membership).isNotNull();
    if (membership != null) {
      hub.leave(membership);
    }
  }

  @Test
  void a_join_that_cannot_be_read_is_refused_and_leaves_nothing() {
    Member member = new Member();
    Membership joined = resume(member, "1-2");

    hub.readFailed(joined, ErrorCode.UNAVAILABLE);

    assertThat(member.told).containsExactly("refused unavailable");
    hub.read(joined, segment("1-3", "1-2>1-3"));
    assertThat(member.told).hasSize(1);
  }

  @Test
  void a_member_that_has_begun_tries_again_when_a_read_fails() {
    Member member = new Member();
    Membership joined = resume(member, "1-1");
    hub.ready(ROOM, at("1-3"));
    desk.take();
    hub.read(joined, new Segment(null, null, pubs("1-1>1-2"), at("1-3"), true));
    desk.take();

    hub.readFailed(joined, ErrorCode.UNAVAILABLE);
    hub.tick();

    assertThat(desk.asked()).isEqualTo(at("1-2"));
    hub.read(desk.take(), segment("1-3", "1-2>1-3"));
    assertThat(member.told).endsWith("1-2", "1-3");
  }

  @Test
  void who_leaves_in_any_state_hears_nothing_more() {
    Member reading = new Member();
    Membership first = resume(reading, "1-2");
    hub.leave(first);
    hub.read(first, segment("1-3", "1-2>1-3"));
    hub.readFailed(first, ErrorCode.UNAVAILABLE);

    Member waiting = new Member();
    Membership second = resume(waiting, "1-2");
    hub.read(second, segment("1-2"));
    hub.leave(second);
    hub.ready(ROOM, at("1-2"));

    Member stays = live();
    Member slow = live();
    Member ahead = new Member();
    Membership third = resume(ahead, "1-5");
    hub.read(third, segment("1-6", "1-5>1-6"));
    slow.full = true;
    publish("1-5>1-6");
    leave(slow);
    slow.full = false;
    hub.leave(third);
    hub.tick();
    publish("1-6>1-7");

    assertThat(reading.told).isEmpty();
    assertThat(waiting.told).containsExactly("joined 1-2 1-2 recovered");
    assertThat(slow.told).containsExactly("joined 1-5 1-5");
    assertThat(ahead.told).endsWith("1-6");
    assertThat(stays.told).endsWith("1-6", "1-7");
    assertThat(hub.members()).isEqualTo(1);
  }

  @Test
  void any_live_member_may_leave_without_touching_its_neighbours() {
    List<Member> all = List.of(live(), live(), live(), live());
    leave(all.get(1));
    leave(all.get(3));

    publish("1-5>1-6");

    assertThat(all.get(0).told).endsWith("1-6");
    assertThat(all.get(1).told).hasSize(1);
    assertThat(all.get(2).told).endsWith("1-6");
    assertThat(all.get(3).told).hasSize(1);
  }

  @Test
  void what_is_heard_of_a_room_without_members_or_position_is_passed_over() {
    publish("1-5>1-6");
    hub.rollback(ROOM, at("1-1"));
    hub.gap(new RoomId("other"), new Segment.Missing(at("1-1"), at("1-3"), at("1-2")));
    Member member = new Member();
    Membership joined = resume(member, "1-5");
    publish("1-5>1-6");

    hub.read(joined, segment("1-5"));
    hub.ready(ROOM, at("1-5"));

    assertThat(member.told).containsExactly("joined 1-5 1-5 recovered");
  }

  /// The first word of a room came twice when its last member left and another came before the
  /// first word had crossed from the loop of the feeds; what was published between the two was then
  /// offered to nobody, and the next publication to members that did not stand before it.
  @Test
  void a_second_ready_heals_what_was_published_while_nobody_listened() {
    Member member = live();

    hub.ready(ROOM, at("1-6"));
    assertThat(desk.asked()).isEqualTo(at("1-5"));
    publish("1-6>1-7");
    hub.read(desk.take(), segment("1-7", "1-5>1-6", "1-6>1-7"));
    publish("1-7>1-8");

    assertThat(member.told).containsExactly("joined 1-5 1-5", "1-6", "1-7", "1-8");
  }

  @Test
  void a_second_ready_at_the_same_place_changes_nothing() {
    Member member = live();
    hub.deliver(ROOM, pubs("1-5>1-6"));

    hub.ready(ROOM, at("1-6"));
    publish("1-6>1-7");

    assertThat(member.told).containsExactly("joined 1-5 1-5", "1-6", "1-7");
    assertThat(desk.reads).isEmpty();
  }

  @Test
  void a_member_may_leave_while_it_is_offered_a_batch() {
    Member stays = live();
    Member[] leaver = new Member[1];
    leaver[0] =
        new Member() {
          @Override
          public Offer offer(Delivery delivery) {
            leave(this);
            return Offer.CLOSED;
          }
        };
    Membership joined = hub.join(ROOM, null, leaver[0]);
    leaver[0].membership = joined;
    hub.read(joined, segment("1-5"));

    publish("1-5>1-6");
    publish("1-6>1-7");

    assertThat(stays.told).endsWith("1-6", "1-7");
    assertThat(hub.members()).isEqualTo(1);
    assertThat(hub.lagging()).isZero();
  }

  @Test
  void a_member_without_a_position_is_asked_for_the_head_once() {
    Member member = new Member();
    Membership joined = hub.join(ROOM, null, member);
    member.membership = joined;
    assertThat(desk.heads).containsExactly(joined);
    assertThat(desk.reads).isEmpty();

    hub.read(joined, segment("0-0"));
    hub.ready(ROOM, Position.NONE);
    publish("0-0>1-1");

    assertThat(member.told).containsExactly("joined 0-0 0-0", "1-1");
  }
}
