package io.chatcluster.redis;

import io.chatcluster.broker.LogRig;
import io.chatcluster.broker.QuietRoomsContract;
import org.junit.jupiter.api.AfterAll;

/// On a real Redis.
class RedisQuietRoomsContractTest extends QuietRoomsContract {

  private final RedisLogRig rig = new RedisLogRig();

  @AfterAll
  void end() {
    rig.close();
  }

  @Override
  protected LogRig rig() {
    return rig;
  }
}
