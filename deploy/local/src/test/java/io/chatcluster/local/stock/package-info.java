/// Stock Socket.IO clients at a whole cluster.
///
/// **Invariant**: the clients are those of npm, unchanged.
@NullMarked
package io.chatcluster.local.stock;

import org.jspecify.annotations.NullMarked;
