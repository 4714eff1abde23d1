package io.chatcluster.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/// What a client makes of what is fleeting.
class SignalTest {

  private final Script script = Script.inRoom();

  @Test
  void a_signal_is_told_without_a_ref_and_waits_for_nothing() {
    assertThat(script.client.signal("general", "typing", "m1")).isTrue();

    assertThat(FrameJson.encode(script.last()))
        .isEqualTo(
            "{\"type\":\"signal\",\"room\":\"general\",\"topic\":\"typing\",\"data\":{\"mark\":\"m1\"}}");
  }

  @Test
  void what_cannot_be_told_now_is_not_told() {
    assertThat(script.client.signal("elsewhere", "typing", "m1")).isFalse();
    script.close(1006);
    assertThat(script.client.signal("general", "typing", "m2")).isFalse();
    script.signals = false;
    script.connect();
    script.joined("7-1");

    assertThat(script.client.signal("general", "typing", "m3")).as("an older node").isFalse();
    assertThat(script.sent).noneMatch(Command.Signal.class::isInstance);
  }

  @Test
  void a_signal_is_heard_and_moves_nothing() {
    script.signal("general", "m1");
    script.chat("7-1", "7-2");

    assertThat(script.told).containsExactly("heard m1 of bob", "delivered 7-2");
  }

  @Test
  void what_belongs_to_the_membership_before_is_not_heard() {
    script.chat("7-2", "7-3");
    script.signal("general", "m1");
    script.joined("7-1");
    script.client.leave("general");
    script.signal("general", "m2");

    assertThat(script.told).containsExactly("joined 7-1");
  }

  @Test
  void a_node_must_not_tell_it_of_a_room_where_it_has_never_been() {
    assertThatIllegalArgumentException().isThrownBy(() -> script.signal("secret", "m1"));
  }
}
