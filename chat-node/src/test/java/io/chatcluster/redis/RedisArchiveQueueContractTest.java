package io.chatcluster.redis;

import io.chatcluster.archive.ArchiveQueueContract;
import io.chatcluster.broker.LogRig;
import org.junit.jupiter.api.AfterAll;

/// On a real Redis.
class RedisArchiveQueueContractTest extends ArchiveQueueContract {

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
