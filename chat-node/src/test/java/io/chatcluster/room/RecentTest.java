package io.chatcluster.room;

import static io.chatcluster.room.RoomFixture.ROOM;
import static io.chatcluster.room.RoomFixture.at;
import static io.chatcluster.room.RoomFixture.pub;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.protocol.Kind;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import org.junit.jupiter.api.Test;

/// A room's memory: a bounded run without holes.
class RecentTest {

  private final Recent recent = new Recent();

  @Test
  void it_gives_everything_after_a_position_it_reaches_back_to() {
    recent.add(pub("1-1>1-2"));
    recent.add(pub("1-2>1-3"));

    assertThat(recent.after(at("1-1"))).hasSize(2);
    assertThat(recent.after(at("1-2"))).hasSize(1);
  }

  @Test
  void it_does_not_guess_about_a_position_it_does_not_know() {
    recent.add(pub("1-1>1-2"));

    assertThat(recent.after(at("1-0"))).isNull();
    assertThat(recent.after(at("1-9"))).isNull();
    assertThat(new Recent().after(Position.NONE)).isNull();
  }

  @Test
  void it_forgets_what_does_not_join_up() {
    recent.add(pub("1-1>1-2"));
    recent.add(pub("1-5>1-6"));

    assertThat(recent.after(at("1-1"))).isNull();
    assertThat(recent.after(at("1-5"))).hasSize(1);
  }

  @Test
  void it_is_bounded_in_number() {
    for (int i = 0; i < Recent.MAX_PUBLICATIONS + 10; i++) {
      recent.add(pub("1-" + i + ">1-" + (i + 1)));
    }

    assertThat(recent.after(at("1-9"))).isNull();
    assertThat(recent.after(at("1-10"))).hasSize(Recent.MAX_PUBLICATIONS);
  }

  @Test
  void it_is_bounded_in_bytes_but_keeps_the_newest() {
    recent.add(big(0));
    recent.add(big(1));
    recent.add(big(2));

    assertThat(recent.after(at("1-1"))).isNull();
    assertThat(recent.after(at("1-2"))).hasSize(1);
  }

  private static Publication big(long n) {
    byte[] body = new byte[Recent.MAX_BYTES * 2 / 3];
    return new Publication(ROOM, new Position(1, n + 1), new Position(1, n), "n1", Kind.CHAT, body);
  }
}
