package io.chatcluster.sim;

import io.chatcluster.archive.ArchiveQueueContract;
import io.chatcluster.broker.LogRig;

/// On the simulated Redis.
class SimArchiveQueueContractTest extends ArchiveQueueContract {

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
