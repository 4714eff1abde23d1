package io.chatcluster.broker;

/// What happens to a link to the room log. Called on the link's loop.
public interface LinkEvents {

  /// Nobody listens.
  LinkEvents NONE = new LinkEvents() {};

  default void up() {}

  default void down() {}

  /// A command was answered after this time.
  default void answered(long nanos) {}

  /// The number of kinds of commands that have been failing for a minute has changed by this much.
  default void failing(int change) {}

  /// One more server of the log may drop what it holds, or one fewer.
  default void evicts(boolean evicts) {}
}
