package io.chatcluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The function library `chat1` is what it was when it was frozen, byte for byte.
///
/// Nodes of two versions work side by side on one Redis. Both load `chat1`, and each replaces it
/// where it is not the text that it knows: two texts under one name would replace each other on
/// every connection, and nodes would call functions whose rules are not theirs. A comment is part
/// of that text.
class FrozenLibraryTest {

  private static final String WHY =
      "%s belongs to the library chat1, which is frozen: nodes of another version run beside this"
          + " one on the same Redis and load it under the same name. Put it back as it was. What"
          + " has to change goes into another library, chat2, on the same keys"
          + " (docs/adr/0009-neighbouring-versions-work-side-by-side.md)";

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "chat1.lua, 364efcdd126538f9311bd5d974e26ab1a4d051bad5a8046877962b09ad419210",
    "chat1-fence.lua, 938e7f5f64cd96fc1af23b9fb46a4583a34c142ae837a6e2db3c4e646c9418b7",
    "chat1-open.lua, d735086d257ce00286eda0ea2550fba6e03194614de31249ee5f62e808e07572",
    "chat1-retire.lua, 7b11f54303bf2e0f8d5bd2f6a5b8c3018f4a2b8ec37f1209621ca7999e3404a9"
  })
  void a_part_never_changes(String part, String digest) throws IOException {
    try (InputStream in = Library.class.getResourceAsStream("/redis/" + part)) {
      byte[] text = Objects.requireNonNull(in, part + " is missing").readAllBytes();

      assertThat(digest(text)).as(WHY, part).isEqualTo(digest);
    }
  }

  @Test
  void no_part_is_added_or_left_out() {
    assertThat(Library.PARTS)
        .as(WHY, "The list of its parts")
        .containsExactly("chat1.lua", "chat1-fence.lua", "chat1-open.lua", "chat1-retire.lua");
  }

  private static String digest(byte[] text) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
