package io.chatcluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatcluster.protocol.Kind;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeCodecTest {

  private static final RoomId ROOM = new RoomId("general");
  private static final Position AT = new Position(7, 2);
  private static final String BODY = "{\"ts\":12,\"message\":\"a b = {c}\"}";

  private static Publication read(String entry) {
    return EnvelopeCodec.entry(ROOM, AT, entry.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertRead(Publication read) {
    assertThat(read.at()).isEqualTo(AT);
    assertThat(read.prev()).isEqualTo(new Position(7, 1));
    assertThat(read.origin()).isEqualTo("n1");
    assertThat(read.kind()).isEqualTo(new Kind("poll"));
    assertThat(read.body()).asString().isEqualTo(BODY);
    assertThat(read.acceptedAt()).isEqualTo(12);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 n1 7-1 poll ",
        "1.0 n1 7-1 poll ",
        "1.1 n1 7-1 poll shard=3 ",
        "1.12 n1 7-1 poll shard=3 via=n9 "
      })
  void later_minor_versions_are_read_without_what_they_add(String head) {
    assertRead(read(head + BODY));
  }

  @Test
  void a_wake_up_is_a_position_and_an_entry() {
    String payload = "7-2 1 n1 7-1 poll " + BODY;

    assertRead(EnvelopeCodec.wakeUp(ROOM, payload.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void what_is_written_is_read() {
    assertRead(EnvelopeCodec.entry(ROOM, AT, EnvelopeCodec.encode(read("1 n1 7-1 poll " + BODY))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "2.1", "10", "11.1", "x", "?\n?"})
  void another_major_version_is_refused_by_name(String version) {
    assertThatThrownBy(() -> read(version + " n1 7-1 " + BODY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "its envelope has version %s, and this node reads version 1"
                .formatted(version.replace('\n', '?')));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1 ",
        "1 n1",
        "1 n1 7-1",
        "1 n1 7-1 ",
        "1 n1 7-1 x",
        "1 n1 7-1 x ",
        "1 n1 7-1 {}",
        "1 n1 7-1 ok {}",
        "1 n1 7-1 a\"b {}",
        " "
      })
  void a_damaged_envelope_is_refused(String damaged) {
    assertThatThrownBy(() -> read(damaged)).isInstanceOf(IllegalArgumentException.class);
  }
}
