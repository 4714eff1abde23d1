package io.chatcluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.archive.ArchiveQueueContract;
import io.chatcluster.broker.BrokerContract;
import io.chatcluster.broker.LogRig;
import io.chatcluster.broker.QuietRoomsContract;
import io.chatcluster.broker.SubscriptionsContract;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/// A room log whose partitions are shared by two real Redis owes what one owes, and neither is ever
/// told of what the other keeps.
class TwoServersContractsTest {

  private static final RedisLogRig RIG = new RedisLogRig(2);

  @AfterAll
  static void end() {
    List<List<String>> kept = RIG.keys();
    RIG.close();
    assertThat(kept.get(0))
        .isNotEmpty()
        .allMatch(key -> key.startsWith("{p0}") || key.startsWith("{p2}"));
    assertThat(kept.get(1))
        .isNotEmpty()
        .allMatch(key -> key.startsWith("{p1}") || key.startsWith("{p3}"));
  }

  @Nested
  class OfTheBroker extends BrokerContract {

    @Override
    protected LogRig rig() {
      return RIG;
    }
  }

  @Nested
  class OfWhatIsHeard extends SubscriptionsContract {

    @Override
    protected LogRig rig() {
      return RIG;
    }
  }

  @Nested
  class OfQuietRooms extends QuietRoomsContract {

    @Override
    protected LogRig rig() {
      return RIG;
    }
  }

  @Nested
  class OfTheQueue extends ArchiveQueueContract {

    @Override
    protected LogRig rig() {
      return RIG;
    }
  }
}
