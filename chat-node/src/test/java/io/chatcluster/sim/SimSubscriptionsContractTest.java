package io.chatcluster.sim;

import io.chatcluster.broker.LogRig;
import io.chatcluster.broker.SubscriptionsContract;

/// On the simulated Redis.
class SimSubscriptionsContractTest extends SubscriptionsContract {

  private final SimLogRig rig = new SimLogRig();

  @Override
  protected LogRig rig() {
    return rig;
  }

  @Override
  protected long nowMillis() {
    return rig.nowMillis();
  }
}
