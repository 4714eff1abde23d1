package io.chatcluster.sim;

import io.chatcluster.broker.LogRig;
import io.chatcluster.broker.QuietRoomsContract;

/// On the simulated Redis.
class SimQuietRoomsContractTest extends QuietRoomsContract {

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
