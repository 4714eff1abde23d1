package io.chatcluster.room;

import static io.chatcluster.room.RoomFixture.ROOM;
import static io.chatcluster.room.RoomFixture.at;
import static io.chatcluster.room.RoomFixture.pubs;
import static io.chatcluster.room.RoomFixture.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.room.RoomFixture.Desk;
import io.chatcluster.room.RoomFixture.Member;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The fan-out of one loop: nobody is ever offered a hole or a repeat.
class HubTest {

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

  @Test
  void a_newcomer_begins_at_the_head_and_hears_what_follows() {
    Member member = live();

    publish("1-5>1-6");

    assertThat(member.told).containsExactly("joined 1-5 1-5", "1-6");
  }

  @Test
  void the_first_member_makes_the_node_listen_and_the_last_one_ends_it() {
    Member one = live();
    Member two = live();
    assertThat(desk.watching).containsExactly("watch general");

    leave(one);
    assertThat(desk.watching).hasSize(1);
    leave(two);
    leave(two);

    assertThat(desk.watching).containsExactly("watch general", "unwatch general");
    assertThat(hub.members()).isZero();
  }

  private void leave(Member member) {
    Membership membership = member.membership;
    assertThat(membership).isNotNull();
    if (membership != null) {
      hub.leave(membership);
    }
  }

  @Test
  void who_resumes_is_told_all_that_was_missed_and_then_what_is_new() {
    Member member = new Member();
    Membership joined = resume(member, "1-2");
    hub.ready(ROOM, at("1-4"));
    assertThat(desk.asked()).isEqualTo(at("1-2"));

    hub.read(joined, segment("1-4", "1-2>1-3", "1-3>1-4"));
    publish("1-4>1-5");

    assertThat(member.told).containsExactly("joined 1-2 1-4 recovered", "1-3", "1-4", "1-5");
  }

  @Test
  void a_member_that_read_before_the_room_is_ready_waits_for_it() {
    Member member = new Member();
    Membership joined = resume(member, "1-2");
    hub.read(joined, segment("1-3", "1-2>1-3"));

    hub.ready(ROOM, at("1-3"));
    publish("1-3>1-4");

    assertThat(member.told).endsWith("1-3", "1-4");
  }

  @Test
  void a_member_that_waits_behind_the_room_reads_on() {
    Member member = new Member();
    Membership joined = resume(member, "1-2");
    hub.read(joined, segment("1-3", "1-2>1-3"));
    desk.take();

    hub.ready(ROOM, at("1-4"));

    assertThat(desk.asked()).isEqualTo(at("1-3"));
    hub.read(desk.take(), segment("1-4", "1-3>1-4"));
    publish("1-4>1-5");
    assertThat(member.told).endsWith("1-3", "1-4", "1-5");
  }

  @Test
  void what_is_published_during_a_read_is_told_once() {
    live();
    Member member = new Member();
    Membership joined = resume(member, "1-3");
    publish("1-5>1-6");

    hub.read(joined, segment("1-6", "1-3>1-4", "1-4>1-5", "1-5>1-6"));
    publish("1-6>1-7");

    assertThat(member.told).containsExactly("joined 1-3 1-6 recovered", "1-4", "1-5", "1-6", "1-7");
  }

  @Test
  void a_read_that_ended_below_the_room_is_completed_from_memory() {
    live();
    Member member = new Member();
    Membership joined = resume(member, "1-3");
    publish("1-5>1-6");
    desk.take();

    hub.read(joined, segment("1-5", "1-3>1-4", "1-4>1-5"));

    assertThat(member.told).endsWith("1-4", "1-5", "1-6");
    assertThat(desk.reads).as("no second read of the log").isEmpty();
  }

  @Test
  void a_member_that_read_ahead_of_the_room_is_not_told_again() {
    Member first = live();
    Member member = new Member();
    Membership joined = resume(member, "1-5");
    hub.read(joined, segment("1-7", "1-5>1-6", "1-6>1-7"));

    publish("1-5>1-6");
    publish("1-6>1-7");
    publish("1-7>1-8");

    assertThat(member.told).endsWith("1-6", "1-7", "1-8").hasSize(4);
    assertThat(first.told).endsWith("1-6", "1-7", "1-8").hasSize(4);
  }

  @Test
  void a_member_that_read_into_the_middle_of_a_batch_reads_the_rest() {
    live();
    Member member = new Member();
    Membership joined = resume(member, "1-5");
    hub.read(joined, segment("1-6", "1-5>1-6"));

    publish("1-5>1-6", "1-6>1-7", "1-7>1-8");

    assertThat(member.told).endsWith("1-6", "1-7", "1-8").hasSize(4);
  }

  @Test
  void a_burst_becomes_one_batch() {
    Member member = live();
    hub.deliver(ROOM, pubs("1-5>1-6"));
    hub.deliver(ROOM, pubs("1-6>1-7", "1-7>1-8"));
    assertThat(desk.wakes).isEqualTo(1);

    hub.drain();
    hub.drain();

    assertThat(member.batches).isEqualTo(1);
    assertThat(member.told).endsWith("1-6", "1-7", "1-8");
  }

  @Test
  void all_members_are_offered_the_same_batch() {
    Member one = live();
    Member two = live();

    publish("1-5>1-6");

    assertThat(one.told).isEqualTo(two.told);
  }

  @Test
  void a_slow_member_lags_reads_again_and_goes_live() {
    Member slow = live();
    Member other = live();
    slow.full = true;
    publish("1-5>1-6");
    publish("1-6>1-7");
    hub.tick();
    assertThat(hub.lagging()).isEqualTo(1);
    assertThat(slow.told).containsExactly("joined 1-5 1-5");
    assertThat(other.told).endsWith("1-6", "1-7");

    slow.full = false;
    hub.tick();
    publish("1-7>1-8");

    assertThat(hub.lagging()).isZero();
    assertThat(slow.told).endsWith("1-6", "1-7", "1-8").hasSize(4);
  }

  @Test
  void a_member_that_lags_beyond_memory_reads_the_log_and_may_lag_again() {
    Member slow = live();
    slow.full = true;
    publish("1-5>1-6");
    hub.rollback(ROOM, at("1-6"));
    slow.full = false;
    hub.tick();
    assertThat(desk.asked()).isEqualTo(at("1-5"));
    slow.full = true;

    hub.read(desk.take(), segment("1-6", "1-5>1-6"));
    assertThat(hub.lagging()).isEqualTo(1);
    slow.full = false;
    hub.tick();
    hub.read(desk.take(), segment("1-6", "1-5>1-6"));

    assertThat(slow.told).containsExactly("joined 1-5 1-5", "1-6");
  }

  @Test
  void long_reads_go_on_page_by_page() {
    Member member = new Member();
    Membership joined = resume(member, "1-1");
    hub.ready(ROOM, at("1-3"));
    desk.take();

    hub.read(joined, new Segment(null, null, pubs("1-1>1-2"), at("1-3"), true));

    assertThat(desk.asked()).isEqualTo(at("1-2"));
    hub.read(desk.take(), segment("1-3", "1-2>1-3"));
    publish("1-3>1-4");
    assertThat(member.told).endsWith("1-2", "1-3", "1-4");
  }

  @Test
  void a_rollback_reaches_a_live_member_before_anything_newer() {
    Member member = live();
    hub.deliver(ROOM, pubs("1-5>1-6"));

    hub.rollback(ROOM, at("1-4"));
    publish("1-4>2-1");

    assertThat(member.told).containsExactly("joined 1-5 1-5", "1-6", "rollback 1-4", "2-1");
  }

  @Test
  void a_rollback_makes_a_member_ahead_ask_the_log_where_it_stands() {
    live();
    Member member = new Member();
    Membership joined = resume(member, "1-5");
    hub.read(joined, segment("1-7", "1-5>1-6", "1-6>1-7"));
    desk.take();

    hub.rollback(ROOM, at("1-5"));

    assertThat(desk.asked()).isEqualTo(at("1-7"));
    hub.read(desk.take(), new Segment(at("1-5"), null, List.of(), at("1-5"), false));
    publish("1-5>2-1");
    assertThat(member.told).endsWith("1-6", "1-7", "rollback 1-5", "2-1");
  }

  @Test
  void a_rollback_reaches_a_member_that_lags_by_its_own_read() {
    Member slow = live();
    slow.full = true;
    publish("1-5>1-6");

    hub.rollback(ROOM, at("1-4"));
    publish("1-4>2-1");
    slow.full = false;
    hub.tick();

    assertThat(desk.asked()).isEqualTo(at("1-5"));
    hub.read(desk.take(), new Segment(at("1-4"), null, pubs("1-4>2-1"), at("2-1"), false));
    publish("2-1>2-2");
    assertThat(slow.told).containsExactly("joined 1-5 1-5", "rollback 1-4", "2-1", "2-2");
  }

  @Test
  void a_rollback_found_while_joining_is_told_after_the_answer() {
    Member member = new Member();
    Membership joined = resume(member, "1-9");

    hub.read(joined, new Segment(at("1-4"), null, pubs("1-4>2-1"), at("2-1"), false));

    assertThat(member.told).containsExactly("joined 1-9 2-1", "rollback 1-4", "2-1");
  }

  @Test
  void a_gap_is_told_and_the_room_goes_on_behind_it() {
    Member member = live();
    member.gapPrev = at("1-8");

    hub.gap(ROOM, new Segment.Missing(at("1-5"), at("1-9"), at("1-8")));
    publish("1-8>1-9");

    assertThat(member.told).containsExactly("joined 1-5 1-5", "gap 1-5 1-9", "1-9");
  }

  @Test
  void a_gap_found_while_joining_is_not_called_recovered() {
    Member member = new Member();
    member.gapPrev = at("1-8");
    Membership joined = resume(member, "1-2");

    hub.read(
        joined,
        new Segment(
            null,
            new Segment.Missing(at("1-2"), at("1-9"), at("1-8")),
            pubs("1-8>1-9"),
            at("1-9"),
            false));

    assertThat(member.told).containsExactly("joined 1-2 1-9", "gap 1-2 1-9", "1-9");
  }
}
