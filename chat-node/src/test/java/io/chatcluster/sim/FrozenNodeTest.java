package io.chatcluster.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.node.Receipt;
import io.chatcluster.protocol.Content;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A node that stands still with messages in hand, and goes on long after.
class FrozenNodeTest {

  private static final RoomId ROOM = new RoomId("general");
  private static final UserId ADA = new UserId("ada");
  private static final long OPENING_MILLIS = 1_000;
  private static final long FROZEN_MILLIS = 60_000;

  private final World world = new World(Scenario.calm(), false);
  private final List<String> told = new ArrayList<>();

  // The sender had asked another node meanwhile, and had been told that its message was too old and
  // was not stored. Then the first node woke up and stored it.
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void what_waited_in_a_frozen_node_is_refused_when_it_wakes_and_not_stored(int millis) {
    pass(OPENING_MILLIS);
    publish();
    pass(millis);
    world.node(0).freeze();
    pass(FROZEN_MILLIS);
    Map<RoomId, List<Publication>> stored = world.redis.streams();

    world.node(0).wake();
    pass(OPENING_MILLIS);

    assertThat(told).hasSize(1);
    assertThat(world.redis.streams().getOrDefault(ROOM, List.of()))
        .isEqualTo(stored.getOrDefault(ROOM, List.of()));
  }

  private void pass(long millis) {
    world.clock.runMillis(millis);
  }

  private void publish() {
    long now = world.clock.nowMillis();
    MessageId id = MessageId.create(now, world.clock.anyLong(), world.clock.anyLong());
    Receipt receipt =
        new Receipt() {
          @Override
          public void stored(Position at) {
            told.add("stored at " + at);
          }

          @Override
          public void failed(ErrorCode code, long retryAfterMillis) {
            told.add("failed: " + code);
          }
        };
    world
        .node(0)
        .part(0)
        .publisher()
        .publish(ROOM, new Content.Chat(id, ADA, "Ada", now, "first"), receipt);
  }
}
