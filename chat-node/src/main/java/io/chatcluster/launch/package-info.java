/// What must be there before there can be a node: its event loops and its ports.
///
/// **Invariant**: a leaf, called by threads that may wait and never by an event loop. Whatever
/// cannot be had becomes one sentence for the operator, [StartException]. *Absent*: what the loops
/// and ports are for.
@NullMarked
package io.chatcluster.launch;

import org.jspecify.annotations.NullMarked;
