/// One node: joins hub, broker and archive.
///
/// **Invariant**: no Redis, no HTTP, no sockets.
@NullMarked
package io.chatcluster.node;

import org.jspecify.annotations.NullMarked;
