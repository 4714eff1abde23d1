/// Who of this node is in which room, and what each of them has yet to see.
///
/// **Invariant**: pure. No I/O, no clock, no thread, no Vert.x; one owner loop for every object.
@NullMarked
package io.chatcluster.room;

import org.jspecify.annotations.NullMarked;
