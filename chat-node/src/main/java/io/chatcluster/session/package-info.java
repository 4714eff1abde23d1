/// One live, authenticated client: its commands, its rights, its limits.
///
/// **Invariant**: no Vert.x HTTP, no Redis; a session lives and dies on the loop of its connection.
@NullMarked
package io.chatcluster.session;

import org.jspecify.annotations.NullMarked;
