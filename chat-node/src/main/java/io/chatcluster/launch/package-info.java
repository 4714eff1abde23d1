/// What has to be there before a node can be: its event loops and its ports.
///
/// **Invariant**: a leaf; called by threads that may wait, and by no event loop. What cannot be had
/// is one sentence for the operator, [StartException]. *Absent*: what the loops and ports are for.
@NullMarked
package io.chatcluster.launch;

import org.jspecify.annotations.NullMarked;
