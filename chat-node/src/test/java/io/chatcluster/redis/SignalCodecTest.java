package io.chatcluster.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.chatcluster.protocol.Audience;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import io.chatcluster.protocol.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalCodecTest {

  private static final Audience ROOM = new Audience.OfRoom(new RoomId("general"));
  private static final String BODY = "{\"topic\":\"typing\",\"from\":\"ada\",\"name\":\"A d a\"}";

  private static Signal read(String envelope) {
    return SignalCodec.read(ROOM, envelope.getBytes(UTF_8));
  }

  @Test
  void what_was_written_is_read() {
    Signal.Key key = new Signal.Key("n1.7f", new Topic("typing"));
    Signal signal = new Signal(ROOM, key, BODY.getBytes(UTF_8));

    String envelope = new String(SignalCodec.encode(signal), UTF_8);

    assertThat(envelope).isEqualTo("1 n1.7f typing " + BODY);
    assertThat(read(envelope)).usingRecursiveComparison().isEqualTo(signal);
  }

  @Test
  void words_of_a_later_minor_version_are_passed_over() {
    Signal signal = read("1.3 n1.7f typing more words " + BODY);

    assertThat(signal.key()).isEqualTo(new Signal.Key("n1.7f", new Topic("typing")));
    assertThat(new String(signal.body(), UTF_8)).isEqualTo(BODY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1 n1.7f typing",
        "1 n1.7f typing ",
        "1 n1.7f typing no object",
        "1 n1.7f not/a%topic {}",
        "2 n1.7f typing {\"a\":1}",
        "10 n1.7f typing {\"a\":1}"
      })
  void another_version_or_a_damaged_envelope_is_refused(String envelope) {
    assertThatIllegalArgumentException().isThrownBy(() -> read(envelope));
  }
}
