package io.chatcluster.room;

import static io.chatcluster.room.RoomFixture.ROOM;
import static io.chatcluster.room.RoomFixture.at;
import static io.chatcluster.room.RoomFixture.pub;
import static io.chatcluster.room.RoomFixture.pubs;
import static io.chatcluster.room.RoomFixture.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Wake-ups that may be lost, late or twice, turned into a stream without holes.
class FeedTest {

  private final List<String> said = new ArrayList<>();
  private final Feed feed = feed(new Port());

  private static Feed feed(Port port) {
    return new Feed(ROOM, port, port);
  }

  private void standAt(String position) {
    feed.subscribed();
    feed.head(at(position));
    said.clear();
  }

  @Test
  void it_begins_at_the_head_once_the_subscription_stands() {
    feed.subscribed();
    feed.head(at("1-5"));

    assertThat(said).containsExactly("head?", "ready 1-5");
    assertThat(feed.position()).isEqualTo(at("1-5"));
  }

  @Test
  void what_follows_is_delivered_and_what_was_before_is_dropped() {
    standAt("1-5");

    feed.published(pub("1-5>1-6"));
    feed.published(pub("1-5>1-6"));
    feed.published(pub("1-3>1-4"));
    feed.published(pub("1-6>1-7"));

    assertThat(said).containsExactly("[1-6]", "[1-7]");
  }

  @Test
  void a_hole_is_read_from_the_log_and_nothing_is_told_twice() {
    standAt("1-5");

    feed.published(pub("1-6>1-7"));
    feed.published(pub("1-7>1-8"));
    assertThat(said).containsExactly("read? 1-5");
    feed.read(segment("1-7", "1-5>1-6", "1-6>1-7"));

    assertThat(said).containsExactly("read? 1-5", "[1-6, 1-7]", "[1-8]");
  }

  @Test
  void what_came_before_the_head_was_known_is_played_after_it() {
    feed.subscribed();
    feed.published(pub("1-4>1-5"));
    feed.published(pub("1-5>1-6"));

    feed.head(at("1-5"));

    assertThat(said).containsExactly("head?", "ready 1-5", "[1-6]");
  }

  @Test
  void a_new_subscription_reads_what_may_have_been_missed() {
    standAt("1-5");

    feed.subscribed();
    feed.read(segment("1-6", "1-5>1-6"));

    assertThat(said).containsExactly("read? 1-5", "[1-6]");
  }

  @Test
  void a_subscription_that_stands_during_a_read_is_read_again() {
    standAt("1-5");
    feed.subscribed();

    feed.subscribed();
    feed.read(segment("1-5"));

    assertThat(said).containsExactly("read? 1-5", "read? 1-5");
  }

  @Test
  void a_rollback_is_told_before_anything_newer() {
    standAt("1-5");

    feed.published(pub("1-3>2-1"));
    feed.read(new Segment(at("1-3"), null, pubs("1-3>2-1"), at("2-1"), false));

    assertThat(said).containsExactly("read? 1-5", "rollback 1-3", "[2-1]");
    assertThat(feed.position()).isEqualTo(at("2-1"));
  }

  @Test
  void a_gap_is_told_before_what_follows_it() {
    standAt("1-5");

    feed.catchUp();
    feed.read(
        new Segment(
            null,
            new Segment.Missing(at("1-5"), at("1-9"), at("1-8")),
            pubs("1-8>1-9"),
            at("1-9"),
            false));

    assertThat(said).containsExactly("read? 1-5", "gap 1-5 1-9", "[1-9]");
  }

  @Test
  void a_long_way_is_read_page_by_page() {
    standAt("1-5");

    feed.catchUp();
    feed.read(new Segment(null, null, pubs("1-5>1-6"), at("1-7"), true));
    feed.read(segment("1-7", "1-6>1-7"));

    assertThat(said).containsExactly("read? 1-5", "[1-6]", "read? 1-6", "[1-7]");
  }

  @Test
  void a_failed_read_is_tried_again_and_loses_nothing() {
    standAt("1-5");
    feed.published(pub("1-6>1-7"));
    feed.readFailed();
    assertThat(feed.reading()).isFalse();

    feed.published(pub("1-7>1-8"));
    feed.read(segment("1-8", "1-5>1-6", "1-6>1-7", "1-7>1-8"));

    assertThat(said).containsExactly("read? 1-5", "read? 1-5", "[1-6, 1-7, 1-8]");
  }

  @Test
  void a_flood_during_a_read_is_bounded_and_read_again() {
    standAt("1-0");
    feed.catchUp();
    for (int i = 0; i < Feed.MAX_HELD + 1; i++) {
      feed.published(pub("1-" + i + ">1-" + (i + 1)));
    }

    feed.read(segment("1-0"));

    assertThat(feed.position()).isEqualTo(at("1-" + Feed.MAX_HELD));
    assertThat(said.getLast()).isEqualTo("read? 1-" + Feed.MAX_HELD);
  }

  @Test
  void the_position_check_finds_a_wake_up_that_nobody_heard() {
    standAt("1-5");

    assertThat(feed.check(at("1-6"), at("1-5"))).isTrue();
    feed.read(segment("1-6", "1-5>1-6"));

    assertThat(said).containsExactly("read? 1-5", "[1-6]");
  }

  @Test
  void the_position_check_finds_a_log_that_lost_its_end() {
    standAt("1-5");

    assertThat(feed.check(at("1-3"), at("1-5"))).isTrue();
    feed.read(new Segment(at("1-3"), null, List.of(), at("1-3"), false));

    assertThat(said).containsExactly("read? 1-5", "rollback 1-3");
  }

  @Test
  void the_position_check_is_not_misled_by_what_was_heard_since_the_question() {
    standAt("1-5");
    feed.published(pub("1-5>1-6"));

    assertThat(feed.check(at("1-5"), at("1-5"))).isFalse();
    assertThat(said).containsExactly("[1-6]");
  }

  private final class Port implements Feed.Reads, RoomStream {

    @Override
    public void head(RoomId room) {
      said.add("head?");
    }

    @Override
    public void read(RoomId room, Position after) {
      said.add("read? " + after);
    }

    @Override
    public void ready(RoomId room, Position where) {
      said.add("ready " + where);
    }

    @Override
    public void deliver(RoomId room, List<Publication> publications) {
      said.add(String.valueOf(publications.stream().map(Publication::at).toList()));
    }

    @Override
    public void rollback(RoomId room, Position to) {
      said.add("rollback " + to);
    }

    @Override
    public void gap(RoomId room, Segment.Missing gap) {
      said.add("gap " + gap.after() + " " + gap.next());
    }
  }
}
