/// The names of everything that is counted, and the registry behind them.
///
/// **Invariant**: a leaf; labels have few values and never carry a room, a user or a session.
@NullMarked
package io.chatcluster.metrics;

import org.jspecify.annotations.NullMarked;
