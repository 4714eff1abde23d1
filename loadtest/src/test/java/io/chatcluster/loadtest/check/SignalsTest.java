package io.chatcluster.loadtest.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// C11: what clients must not hear of what is fleeting.
class SignalsTest {

  private static Story room() {
    return new Story()
        .connect("ada")
        .connect("bob")
        .join("ada", "0-0")
        .join("bob", "0-0")
        .tell("ada", "m1");
  }

  private static List<String> found(Story story) {
    return story.check().stream()
        .map(one -> "C" + one.check() + " " + one.sentence() + " " + one.ids())
        .toList();
  }

  @Test
  void a_signal_that_is_heard_once_or_never_is_no_violation() {
    assertThat(found(room().tell("ada", "m2").hear("bob", "m2"))).isEmpty();
  }

  @Test
  void the_same_over_another_connection_is_none_either() {
    assertThat(
            found(
                room()
                    .hear("bob", "m1")
                    .disconnect("bob")
                    .connect("bob")
                    .join("bob", "0-0")
                    .hear("bob", "m1")))
        .isEmpty();
  }

  @Test
  void a_signal_that_is_heard_twice_is_found() {
    assertThat(found(room().hear("bob", "m1").hear("bob", "m1")))
        .containsExactly("C11 bob heard a signal twice over one connection [m1]");
  }

  @Test
  void a_signal_of_a_room_that_one_is_not_in_is_found() {
    assertThat(found(room().connect("carl").hear("carl", "m1").leave("bob").hear("bob", "m1")))
        .containsExactly(
            "C11 carl heard a signal of general, where it is not [m1]",
            "C11 bob heard a signal of general, where it is not [m1]");
  }

  @Test
  void a_signal_of_ones_own_or_that_nobody_told_is_found() {
    assertThat(found(room().hear("ada", "m1").hear("bob", "m9")))
        .containsExactly(
            "C11 ada heard a signal of its own [m1]",
            "C11 bob heard a signal that nobody told general [m9]");
  }
}
