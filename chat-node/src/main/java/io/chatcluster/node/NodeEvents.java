package io.chatcluster.node;

import io.chatcluster.protocol.Drop;
import io.chatcluster.protocol.ErrorCode;

/// What happens in a node, for those who count. Called on any loop.
public interface NodeEvents {

  /// A room had to be read because a wake-up was missing.
  default void caughtUp() {}

  /// The position check found a room that was behind without anybody having noticed.
  default void healed() {}

  default void rolledBack() {}

  default void gap() {}

  /// A room was opened in a new epoch, with this many publications put back.
  default void opened(int restored) {}

  /// This many rooms have left the log because they were quiet.
  default void retired(int rooms) {}

  /// Rooms could not be opened, for a reason that goes into the server's log.
  default void unopened(int rooms, String why) {}

  /// A message was heard from the log, this long after a node accepted it.
  default void heard(boolean own, long millis) {}

  /// A message is stored at the server's level, this long after it was accepted.
  default void acked(long millis) {}

  /// A message was refused.
  default void refused(ErrorCode code) {}

  /// A client told something fleeting.
  default void signalled() {}

  /// This many signals are gone; one that had come as far as its hearers counts once for each of
  /// them.
  default void dropped(Drop why, int signals) {}

  /// A message turned out to be stored already.
  default void duplicate() {}
}
