package io.chatcluster.room;

import io.chatcluster.protocol.Drop;
import io.chatcluster.protocol.Position;

/// What a hub asks of its loop; answers come back on the hub's loop.
public interface HubPort {

  /// Reads what a member at `after` has to be told next, then calls [Hub#read] or [Hub#readFailed].
  void read(Membership membership, Position after);

  /// Finds the room's head, then calls [Hub#read] with an empty segment, or [Hub#readFailed].
  void head(Membership membership);

  /// There is something for [Hub#drain] to do.
  void wake();

  /// There is something for [Hub#drainSignals] to do.
  void signalled();

  /// Runs a task on the hub's loop after so many milliseconds.
  void after(long millis, Runnable task);

  /// This many signals are gone, counted for each who would have heard them.
  void dropped(Drop why, int signals);
}
