/// Who may do what in which room.
///
/// **Invariant**: a leaf; it asks, and decides nothing about how long an answer is believed.
@NullMarked
package io.chatcluster.rights;

import org.jspecify.annotations.NullMarked;
