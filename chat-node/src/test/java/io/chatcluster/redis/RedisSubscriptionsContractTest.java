package io.chatcluster.redis;

import io.chatcluster.broker.LogRig;
import io.chatcluster.broker.SubscriptionsContract;
import org.junit.jupiter.api.AfterAll;

/// On a real Redis.
class RedisSubscriptionsContractTest extends SubscriptionsContract {

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
