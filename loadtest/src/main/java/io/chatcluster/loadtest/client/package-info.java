/// A client of the documented protocol: what it keeps, when it sends, and how it comes back.
///
/// **Invariant**: [ClientCore] and everything it uses is pure: no I/O, no clock, no thread, no
/// Vert.x. Nothing here knows the node's classes; `docs/protocol.md` is all it was written from.
@NullMarked
package io.chatcluster.loadtest.client;

import org.jspecify.annotations.NullMarked;
