package io.chatcluster.broker;

/// What happens to a link to the room log. Called on the link's loop.
public interface LinkEvents {

  /// Nobody listens.
  LinkEvents NONE = new LinkEvents() {};

  default void up() {}

  default void down() {}

  /// A command was answered after this time.
  default void answered(long nanos) {}

  /// So many more kinds of commands of a link have failed for a minute, or so many fewer.
  default void failing(int change) {}

  /// The log may drop what it holds, or does not any more.
  default void evicts(boolean evicts) {}
}
