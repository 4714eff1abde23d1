/// What operators see: health, readiness and metrics on the management port.
///
/// **Invariant**: reads the node, never changes it; nothing here is reachable on the clients' port.
@NullMarked
package io.chatcluster.ops;

import org.jspecify.annotations.NullMarked;
