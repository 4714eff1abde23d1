package io.chatcluster.socketchat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Where a session stands, what its offset says of that, and what is left of it.
class PlacesTest {

  private static final RoomId GENERAL = new RoomId("general");
  private static final RoomId OTHER = new RoomId("大厅, \"7.1-1\"");
  private static final UserId ADA = new UserId("auth0|5f7c8ec7");

  private static Position at(String position) {
    return Position.parse(position);
  }

  private static Footprint left(Places places) {
    Footprint footprint = places.footprint("s1", ADA, "Ada");
    return Footprint.decode(footprint.encode()).orElseThrow();
  }

  @Test
  void an_offset_says_where_it_stands_in_each_room_and_a_room_that_was_left_keeps_its_number() {
    Places places = new Places();
    assertThat(places.offset()).isEqualTo("-");
    places.enter(GENERAL, at("7-1"));
    assertThat(places.onlyNumber()).isZero();
    places.enter(OTHER, at("3-9"));
    places.move(GENERAL, at("7-2"));
    assertThat(places.offset()).isEqualTo("0.7-2,1.3-9");
    assertThat(places.onlyNumber()).isEqualTo(-1);

    places.leave(GENERAL);
    places.move(GENERAL, at("7-3"));
    assertThat(places.offset()).isEqualTo("1.3-9");
    assertThat(places.onlyNumber()).isEqualTo(1);
    places.enter(GENERAL, at("7-4"));
    assertThat(places.offset()).isEqualTo("1.3-9,2.7-4");
  }

  @Test
  void who_goes_on_stands_where_its_offset_says_and_else_where_it_was_when_it_entered() {
    Places places = new Places();
    places.enter(GENERAL, at("7-1"));
    Footprint before = left(places);
    places.move(GENERAL, at("7-5"));
    String offset = places.offset();
    places.enter(OTHER, at("3-9"));
    Footprint after = left(places);

    assertThat(after.user()).isEqualTo(ADA);
    assertThat(after.from(Offset.parse(offset)))
        .contains(
            List.of(
                new Footprint.Step(0, GENERAL, at("7-5")),
                new Footprint.Step(1, OTHER, at("3-9"))));
    assertThat(before.from(Offset.parse("0.7-5,1.3-9")))
        .as("it would miss the room that this does not know")
        .isEmpty();
    Places again = new Places();
    again.follow(after, after.from(Offset.parse(offset)).orElseThrow());
    assertThat(again.offset()).isEqualTo("0.7-5,1.3-9");
    again.leave(OTHER);
    again.enter(OTHER, at("3-9"));
    assertThat(again.offset()).as("numbers are not used again").isEqualTo("0.7-5,2.3-9");
  }

  @Test
  void a_room_that_was_left_since_is_not_entered_again() {
    Places places = new Places();
    places.enter(GENERAL, at("7-1"));
    places.enter(OTHER, at("3-9"));
    String offset = places.offset();
    places.leave(GENERAL);

    assertThat(left(places).from(Offset.parse(offset)))
        .contains(List.of(new Footprint.Step(1, OTHER, at("3-9"))));
  }

  @Test
  void what_is_no_offset_is_refused() {
    for (String bad :
        List.of(
            "",
            ",",
            "0",
            "0.",
            ".1-1",
            "0.1",
            "0.1-1,",
            "a.1-1",
            "-1.1-1",
            "0.1-1,0.1-2",
            "99999999999.1-1",
            "0.1-1 ",
            "0.x-y")) {
      assertThatThrownBy(() -> Offset.parse(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(Offset.parse("-").places()).isEmpty();
  }

  @Test
  void whatever_chance_makes_of_offsets_and_footprints_is_read_or_refused() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    String letters = "0123456789.-,{}[]\":abnsidroomsuernxt ";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(left(new Places()).encode());
      int cut = random.nextInt(text.length());
      text.setLength(cut);
      for (int j = random.nextInt(12); j > 0; j--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      Optional<Footprint> footprint = Footprint.decode(text.toString());
      Map<Integer, Position> places = new HashMap<>();
      try {
        places.putAll(Offset.parse(text.substring(cut)).places());
      } catch (IllegalArgumentException _) {
        places.clear();
      }
      assertThat(footprint.map(Footprint::sid).orElse("s1")).as("seed " + seed).isEqualTo("s1");
      assertThat(places.keySet()).as("seed " + seed).allSatisfy(n -> assertThat(n).isNotNegative());
    }
  }
}
