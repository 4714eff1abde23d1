package io.chatcluster.sim;

/// What can go wrong in a run.
enum Fault {
  /// Wake-ups and announcements are lost, delayed and repeated.
  WAKE_UPS,
  PUBSUB_CUT,
  /// A connection to Redis breaks; what was under way is done or not, and its answers are lost.
  LINK_CUT,
  /// Redis dies and comes back without what it had not synced.
  REDIS_LOSS,
  /// Redis dies and comes back with everything.
  REDIS_RESTART,
  FLUSH,
  /// The archive queue of a partition is gone, and nothing else.
  QUEUE_LOST,
  /// The epoch of a partition is gone, and nothing else.
  EPOCH_LOST,
  /// All keys of a partition are gone, and those of the others are not.
  PARTITION_LOST,
  /// Of a room's keys, some are gone or do not agree.
  KEYS_LOST,
  /// The server has its first replica: it has another name, and no connection breaks.
  FIRST_REPLICA,
  /// Redis answers nothing for a while, and then everything.
  REDIS_PAUSE,
  /// Redis is so full that it takes no new messages for a while.
  REDIS_FULL,
  POSTGRES_DOWN,
  NODE_CRASH,
  /// A node sends its clients elsewhere and ends.
  NODE_DRAIN,
  SLOW_CONSUMER,
  CLIENT_CUT,
  /// A client dies and comes back with what it had applied, without what it had not sent.
  CLIENT_RESTART,
  /// A client leaves a room and comes back into it.
  CLIENT_LEAVES,
  /// PostgreSQL refuses a row for what it says.
  POISON,
  /// Several archivers work on the same queues.
  ZOMBIE_ARCHIVER,
  /// An archiver falls silent for good, and its session in PostgreSQL stands; never the last one.
  SILENT_ARCHIVER,
  /// A node gets no time for a while, with everything in hand and all connections open, and then
  /// goes on; never the last one.
  NODE_FREEZE,
  /// Somebody sets a node's wall clock, and a while later puts it right.
  CLOCK_STEP,
  /// Somebody may not be in a room any more, and later may again; a node may miss the notice.
  RIGHTS
}
