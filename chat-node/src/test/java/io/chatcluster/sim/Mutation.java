package io.chatcluster.sim;

/// Ways to break the cluster on purpose, in its simulated parts: each must turn the checks red.
enum Mutation {
  NONE,
  /// The log places a message that it knows already.
  NO_DEDUPE,
  /// Nobody compares a room's head with where its feed stands.
  NO_POSITION_CHECK,
  /// The same, and a subscription that stands again tells nobody.
  NO_CATCH_UP_AFTER_RESUBSCRIBE,
  /// The archiver trims what it has read, not what it has committed.
  TRIM_BEFORE_COMMIT,
  /// The archiver announces a batch before it commits it.
  ANNOUNCED_BEFORE_COMMIT,
  /// The archiver, told that an epoch is over, goes on with what it has read under it.
  NOT_READ_AGAIN,
  /// The broker answers before the log has the message.
  ACK_BEFORE_APPEND,
  /// What is logged is announced as archived.
  ACK_BEFORE_COMMIT,
  /// A new life of Redis goes on under the epoch of the old one.
  EPOCH_IGNORED,
  /// Who claims an epoch goes by the name that the server had when the connection was made, and
  /// by a name of its own for the incarnation.
  OLD_NAMES,
  /// A claim raises an epoch wherever it stands.
  LATE_CLAIMS,
  /// A lost archive queue begins anew at its first place.
  QUEUE_BEGINS_ANEW,
  /// An opening takes a room's hash at its word.
  HASH_TRUSTED,
  /// An opening does not ask the queue where hash and stream agree, be it on nothing.
  AGREEMENT_TRUSTED,
  /// A quiet room leaves the log, archived or not.
  RETIRED_BEFORE_COMMIT,
  /// An opening does not care whether the room was retired since the archive was asked.
  RETIREMENT_UNNOTICED,
  /// The archive takes what it is given: neither head nor epoch is compared.
  NO_COMPARE_AND_SET,
  /// Only who holds the partition archives it.
  NO_TAKEOVER,
  /// A fence claims partition by partition, and its time counts as the silence of Redis.
  FENCE_BY_PARTITION,
  /// Deadlines go by a clock that somebody may set.
  WALL_CLOCK_DEADLINES,
  /// The client keeps a position before the application has applied what leads there.
  POSITION_BEFORE_APPLY,
  /// The gate answers from rights as they stood a while before it was asked.
  RIGHTS_FROM_BEFORE,
  /// No notice of changed rights reaches anybody, and the gate answers what it answered first.
  RIGHTS_REMEMBERED
}
