package io.chatcluster.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatcluster.protocol.Audience;
import io.chatcluster.protocol.RightsChange;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import io.chatcluster.protocol.Topic;
import io.chatcluster.protocol.UserId;
import org.junit.jupiter.api.Test;

class RightsCodecTest {

  private static final RoomId ROOM = new RoomId("General chat #1");
  private static final UserId ADA = new UserId("auth0|Ada {1}: 100%");

  private static RightsChange read(Audience to, String text) {
    return RightsCodec.read(to, text.getBytes(UTF_8));
  }

  @Test
  void what_is_written_is_read_again() {
    for (RightsChange change :
        new RightsChange[] {
          new RightsChange.OfRoom(ROOM),
          new RightsChange.OfMember(ROOM, ADA),
          new RightsChange.OfMember(ROOM, new UserId("*")),
          new RightsChange.OfUser(ADA)
        }) {
      assertThat(read(change.to(), RightsCodec.encode(change))).isEqualTo(change);
    }
  }

  @Test
  void it_is_told_from_a_signal() {
    Audience room = new Audience.OfRoom(ROOM);
    Signal signal =
        new Signal(room, new Signal.Key("rights", new Topic("rights")), "{}".getBytes(UTF_8));

    assertThat(RightsCodec.matches("rights 1 *".getBytes(UTF_8))).isTrue();
    assertThat(RightsCodec.matches(SignalCodec.encode(signal))).isFalse();
    assertThat(RightsCodec.matches("rights ".getBytes(UTF_8))).isFalse();
  }

  @Test
  void a_newer_minor_version_is_read_and_another_one_refused() {
    Audience room = new Audience.OfRoom(ROOM);

    assertThat(read(room, "rights 1.2 @ada more"))
        .isEqualTo(new RightsChange.OfMember(ROOM, new UserId("ada")));
    for (String other : new String[] {"rights 2 *", "rights 1", "rights 11 *"}) {
      assertThatThrownBy(() -> read(room, other)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
