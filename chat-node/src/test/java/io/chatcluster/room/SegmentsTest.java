package io.chatcluster.room;

import static io.chatcluster.room.RoomFixture.at;
import static io.chatcluster.room.RoomFixture.pubs;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.protocol.Publication;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a reader is told, from what log and archive have.
class SegmentsTest {

  @Test
  void a_reader_at_the_head_has_nothing_to_hear() {
    assertThat(Segments.fillTo(at("1-5"), at("1-5"), List.of())).isNull();
    assertThat(Segments.fromLog(at("1-5"), at("1-5"), List.of()))
        .isEqualTo(new Segment(null, null, List.of(), at("1-5"), false));
  }

  @Test
  void the_log_alone_does_where_it_joins_the_reader() {
    List<Publication> logged = pubs("1-5>1-6", "1-6>1-7");

    assertThat(Segments.fillTo(at("1-5"), at("1-7"), logged)).isNull();
    Segment segment = Segments.fromLog(at("1-5"), at("1-7"), logged);
    assertThat(segment.contiguous()).isTrue();
    assertThat(segment.publications()).isEqualTo(logged);
    assertThat(segment.more()).isFalse();
    assertThat(segment.end(at("1-5"))).isEqualTo(at("1-7"));
  }

  @Test
  void a_page_that_ends_below_the_head_says_there_is_more() {
    assertThat(Segments.fromLog(at("1-5"), at("1-9"), pubs("1-5>1-6")).more()).isTrue();
  }

  @Test
  void a_reader_on_a_branch_that_is_gone_is_rolled_back() {
    Segment segment = Segments.fromLog(at("1-5"), at("2-1"), pubs("1-3>2-1"));

    assertThat(segment.rollbackTo()).isEqualTo(at("1-3"));
    assertThat(segment.contiguous()).isFalse();
    assertThat(segment.publications()).hasSize(1);
  }

  @Test
  void a_reader_above_the_head_is_rolled_back_to_it() {
    Segment segment = Segments.fromLog(at("1-5"), at("1-3"), List.of());

    assertThat(segment.rollbackTo()).isEqualTo(at("1-3"));
    assertThat(segment.end(at("1-5"))).isEqualTo(at("1-3"));
  }

  @Test
  void the_archive_fills_what_the_log_has_dropped() {
    List<Publication> logged = pubs("1-7>1-8");
    assertThat(Segments.fillTo(at("1-5"), at("1-8"), logged)).isEqualTo(at("1-7"));

    Segment segment =
        Segments.filled(at("1-5"), at("1-8"), pubs("1-5>1-6", "1-6>1-7"), at("1-7"), logged);

    assertThat(segment.contiguous()).isTrue();
    assertThat(segment.publications()).hasSize(3);
    assertThat(segment.more()).isFalse();
  }

  @Test
  void a_first_page_of_the_archive_is_not_joined_to_the_log() {
    Segment segment =
        Segments.filled(at("1-5"), at("1-9"), pubs("1-5>1-6"), at("1-8"), pubs("1-8>1-9"));

    assertThat(segment.publications()).hasSize(1);
    assertThat(segment.more()).isTrue();
  }

  @Test
  void what_neither_has_is_a_gap_up_to_what_is_there() {
    Segment segment =
        Segments.filled(at("1-1"), at("1-8"), pubs("1-6>1-7"), at("1-7"), pubs("1-7>1-8"));

    assertThat(segment.gap()).isEqualTo(new Segment.Missing(at("1-1"), at("1-7"), at("1-6")));
    assertThat(segment.publications()).hasSize(2);

    Segment bare = Segments.filled(at("1-1"), at("1-8"), List.of(), at("1-7"), pubs("1-7>1-8"));
    assertThat(bare.gap()).isEqualTo(new Segment.Missing(at("1-1"), at("1-8"), at("1-7")));
  }

  @Test
  void a_head_whose_message_is_nowhere_is_a_gap_up_to_the_head() {
    Segment segment = Segments.filled(at("1-1"), at("1-8"), List.of(), at("1-8"), List.of());

    assertThat(segment.gap()).isEqualTo(new Segment.Missing(at("1-1"), at("1-8"), at("1-8")));
    assertThat(segment.end(at("1-1"))).isEqualTo(at("1-8"));
    assertThat(segment.more()).isFalse();
  }

  @Test
  void a_run_ends_at_its_first_hole_and_is_read_on_from_there() {
    Segment segment = Segments.fromLog(at("1-5"), at("1-9"), pubs("1-5>1-6", "1-8>1-9"));

    assertThat(segment.publications()).hasSize(1);
    assertThat(segment.more()).isTrue();
  }

  @Test
  void the_archive_may_show_that_the_reader_saw_a_lost_branch() {
    Segment segment =
        Segments.filled(at("1-5"), at("2-2"), pubs("1-3>2-1"), at("2-1"), pubs("2-1>2-2"));

    assertThat(segment.rollbackTo()).isEqualTo(at("1-3"));
    assertThat(segment.publications()).hasSize(2);
  }
}
