package io.chatcluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.QuietRooms;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Who lets quiet rooms leave looks on for ever, and faster where there is need.
class RetirementTest {

  private static final RoomId ROOM = new RoomId("general");
  private static final Retirement.Settings SETTINGS =
      new Retirement.Settings(Duration.ofSeconds(90), Duration.ofSeconds(70));

  private final StillLoop loop = new StillLoop();
  private final MemoryLog log = new MemoryLog();
  private final List<String> asked = new ArrayList<>();
  private boolean down;
  private int retired;

  private Retirement begin(Retirement.Settings settings) {
    NodeEvents counting =
        new NodeEvents() {
          @Override
          public void retired(int rooms) {
            retired += rooms;
          }
        };
    Retirement retirement =
        new Retirement(new Rooms(), log.archive(), loop, () -> log.scarce, settings, counting);
    retirement.start();
    return retirement;
  }

  private final class Rooms implements QuietRooms {

    @Override
    public Future<List<RoomId>> next(int count, long quietMillis) {
      asked.add("rooms quiet for " + quietMillis);
      return down
          ? Future.failedFuture(new BrokerException(BrokerException.Kind.UNAVAILABLE, "down"))
          : Future.succeededFuture(List.of(ROOM));
    }

    @Override
    public Future<Integer> retire(Map<RoomId, Position> archived, long quietMillis) {
      asked.add(archived + " for " + quietMillis);
      return Future.succeededFuture(archived.size());
    }
  }

  @Test
  void rooms_leave_that_the_archive_has() {
    log.archived.put(new Position(1, 3), FeedsTest.publication(ROOM));
    begin(SETTINGS);

    loop.pass(500);

    assertThat(asked).containsExactly("rooms quiet for 90000", "{general=1-3} for 90000");
    assertThat(retired).isEqualTo(1);
  }

  @Test
  void a_full_log_is_searched_faster_and_for_rooms_that_are_less_quiet() {
    begin(SETTINGS);
    loop.pass(500);
    int before = asked.size();
    log.scarce = true;

    loop.pass(1_000);

    assertThat(asked.size() - before).isGreaterThan(10);
    assertThat(asked.getLast()).endsWith("for 70000");
  }

  @Test
  void what_fails_is_tried_again() {
    down = true;
    begin(SETTINGS);
    loop.pass(2_000);
    log.archiveDown = true;
    down = false;
    loop.pass(2_000);
    assertThat(retired).isZero();

    log.archiveDown = false;
    log.archived.put(new Position(1, 3), FeedsTest.publication(ROOM));
    loop.pass(500);

    assertThat(retired).isEqualTo(1);
  }

  @Test
  void it_ends_and_where_it_is_switched_off_never_begins() {
    begin(new Retirement.Settings(Duration.ZERO, Duration.ofSeconds(70)));
    loop.pass(5_000);
    assertThat(asked).isEmpty();

    Retirement retirement = begin(SETTINGS);
    retirement.stop();
    loop.pass(5_000);

    assertThat(asked).isEmpty();
  }
}
