/// The room log in Redis: the broker, its fence and its subscriptions.
///
/// **Invariant**: nobody but Main imports this package; pub/sub only wakes, the log is the truth.
@NullMarked
package io.chatcluster.redis;

import org.jspecify.annotations.NullMarked;
