package io.chatcluster.node;

import io.chatcluster.protocol.UserId;

/// Which users a loop has sessions of; called on that loop.
interface UserWatch {

  void watch(UserId user);

  void unwatch(UserId user);
}
