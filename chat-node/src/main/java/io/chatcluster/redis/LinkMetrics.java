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
}
