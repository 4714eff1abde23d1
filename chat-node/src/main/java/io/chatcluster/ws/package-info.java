/// The native WebSocket edge.
///
/// **Invariant**: bytes in, bytes out; nothing is decided here but what belongs to the socket.
@NullMarked
package io.chatcluster.ws;

import org.jspecify.annotations.NullMarked;
