package io.chatcluster.redis;

/// What a link counts. Called on the link's loop.
public interface LinkMetrics {

  /// Counts nothing.
  LinkMetrics NONE =
      new LinkMetrics() {
        @Override
        public void up() {}

        @Override
        public void down() {}

        @Override
        public void answered(long nanos) {}
      };

  void up();

  void down();

  /// A command was answered after this time.
  void answered(long nanos);

  /// So many more kinds of commands of a link have failed for a minute, or so many fewer.
  default void failing(int change) {}

  /// This Redis may drop what it holds, or does not any more.
  default void evicts(boolean evicts) {}
}
