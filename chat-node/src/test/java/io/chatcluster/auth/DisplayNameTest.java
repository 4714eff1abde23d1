package io.chatcluster.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chatcluster.auth.DisplayName.Claim;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The names of `docs/protocol-vectors.json`, and the rules beyond single examples.
class DisplayNameTest {

  @TestFactory
  Stream<DynamicTest> names_are_shown_or_refused_as_the_vectors_say() throws IOException {
    JsonNode names =
        new ObjectMapper().readTree(Path.of("../docs/protocol-vectors.json").toFile()).get("names");
    assertThat(names).isNotEmpty();
    return names
        .valueStream()
        .map(vector -> dynamicTest(vector.get("says").asText(), () -> check(vector)));
  }

  private static void check(JsonNode vector) {
    String name = text(vector.get("name"));
    Claim claim = DisplayName.claimed(name);

    if (vector.has("refused")) {
      String code =
          switch (claim) {
            case Claim.Unreadable() -> "bad_name";
            case Claim.Deceptive() -> "mixed_name";
            case Claim.Granted(String granted) -> "granted " + granted;
          };
      assertThat(code).isEqualTo(vector.get("refused").asText());
    } else {
      String shown = vector.has("shown") ? text(vector.get("shown")) : name;
      assertThat(claim).isEqualTo(new Claim.Granted(shown));
    }
  }

  private static String text(JsonNode pieces) {
    if (pieces.isTextual()) {
      return pieces.asText();
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode piece : pieces) {
      text.append(
          piece.isTextual()
              ? piece.asText()
              : piece.get("repeat").asText().repeat(piece.get("times").asInt()));
    }
    return text.toString();
  }

  @Test
  void a_name_that_is_shown_is_shown_as_it_is_the_second_time() {
    for (int c = 1; c <= Character.MAX_CODE_POINT; c++) {
      String name = "a" + Character.toString(c) + "b";

      DisplayName.shown(name)
          .ifPresent(shown -> assertThat(DisplayName.shown(shown)).contains(shown));
    }
  }

  @Test
  void no_character_alone_makes_a_name_that_shows_nothing() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      String name = Character.toString(c);
      boolean nothing =
          switch (Character.getType(c)) {
            case Character.CONTROL,
                Character.FORMAT,
                Character.SURROGATE,
                Character.SPACE_SEPARATOR,
                Character.NON_SPACING_MARK,
                Character.ENCLOSING_MARK,
                Character.UNASSIGNED ->
                true;
            default -> false;
          };

      if (nothing) {
        assertThat(DisplayName.shown(name)).as(Integer.toHexString(c)).isEmpty();
      }
    }
  }

  @Test
  void what_is_endless_is_refused_at_once() {
    assertThat(DisplayName.shown("\u0301".repeat(1_000_000))).isEmpty();
  }

  @Test
  void a_name_that_an_issuer_vouches_for_may_mix_scripts() {
    assertThat(DisplayName.shown("\u0430dmin")).contains("\u0430dmin");
  }
}
