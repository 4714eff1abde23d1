package io.chatcluster.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.engineio.EngineRig.FakePoll;
import io.chatcluster.engineio.EngineRig.FakeSocket;
import org.junit.jupiter.api.Test;

/// What comes on two connections in one turn of the loop, in the wrong order.
class UpgradeTurnTest {

  @Test
  void a_poll_in_the_turn_of_the_takeover_is_refused() {
    EngineRig rig = EngineRig.polling();
    FakeSocket socket = rig.probe();
    socket.receiver.text("2probe");
    rig.turn();

    FakePoll late = rig.poll();
    socket.receiver.text("5");
    rig.turn();

    assertThat(late.refused).isTrue();
    assertThat(socket.sent).containsExactly("3probe");
  }
}
