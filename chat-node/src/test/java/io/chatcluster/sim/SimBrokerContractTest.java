package io.chatcluster.sim;

import io.chatcluster.broker.BrokerContract;
import io.chatcluster.broker.LogRig;

/// On the simulated Redis.
class SimBrokerContractTest extends BrokerContract {

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
