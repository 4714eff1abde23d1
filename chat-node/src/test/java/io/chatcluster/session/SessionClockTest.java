package io.chatcluster.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.protocol.CloseReason;
import org.junit.jupiter.api.Test;

/// Somebody sets the wall clock of a node while its clients are connected.
///
/// A step back once stopped pings and every deadline for as long as the step was.
class SessionClockTest extends OverAnyEdge {

  private static final long HOUR = 3_600_000;

  private final SessionRig rig = rig(1, 1);

  @Test
  void a_stranger_has_no_longer_to_connect_when_the_clock_goes_back() {
    TestClient stranger = rig.stranger();

    rig.loop.stepClock(-HOUR);
    rig.loop.pass(SessionRig.CONNECT_TIMEOUT + 1_000);

    assertThat(stranger.closed()).isEqualTo(CloseReason.CONNECT_TIMEOUT);
  }

  @Test
  void a_stranger_has_its_time_to_connect_when_the_clock_goes_forward() {
    TestClient stranger = rig.stranger();

    rig.loop.stepClock(HOUR);
    rig.loop.pass(SessionRig.CONNECT_TIMEOUT - 1_000);

    assertThat(stranger.closed()).isNull();
  }

  @Test
  void a_client_that_reads_nothing_is_closed_in_time_when_the_clock_goes_back() {
    TestClient ada = rig.member("ada");
    ada.room = 0;
    rig.loop.pass(1_000);

    rig.loop.stepClock(-HOUR);
    rig.loop.pass(SessionRig.SLOW_CONSUMER + 2_000);

    assertThat(ada.closed()).isEqualTo(CloseReason.SLOW_CONSUMER);
  }

  @Test
  void a_client_that_takes_some_of_what_waits_for_it_is_kept() {
    TestClient ada = rig.member("ada");
    ada.room = 0;
    ada.reads = true;

    rig.loop.pass(10 * SessionRig.SLOW_CONSUMER);
    assertThat(ada.closed()).isNull();
    ada.reads = false;
    rig.loop.pass(SessionRig.SLOW_CONSUMER + 2_000);

    assertThat(ada.closed()).isEqualTo(CloseReason.SLOW_CONSUMER);
  }

  @Test
  void a_client_may_send_again_in_time_when_the_clock_goes_back() {
    TestClient ada = rig.member("ada");
    ada.chat("first");

    rig.loop.stepClock(-HOUR);
    rig.loop.pass(1_000);
    ada.chat("second");
    rig.loop.pass(1_000);

    assertThat(ada.heard()).noneMatch(line -> line.contains("rate_limited"));
  }

  @Test
  void a_token_is_over_by_the_wall_clock() {
    TestClient ada = rig.client("60000:ada");

    rig.loop.stepClock(60_000);
    rig.loop.pass(1_000);

    assertThat(ada.closed()).isEqualTo(CloseReason.TOKEN_EXPIRED);
  }
}
