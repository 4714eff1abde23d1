/// The words of the native protocol and their JSON form; the only JSON of the hot path.
///
/// **Invariant**: values only. No I/O, no clock, no Vert.x; a record that exists is valid.
@NullMarked
package io.chatcluster.protocol;

import org.jspecify.annotations.NullMarked;
