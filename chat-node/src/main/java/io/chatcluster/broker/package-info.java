/// What a node asks of the room log: append, read, open, subscribe.
///
/// **Invariant**: ports and values; nothing here knows Redis.
@NullMarked
package io.chatcluster.broker;

import org.jspecify.annotations.NullMarked;
