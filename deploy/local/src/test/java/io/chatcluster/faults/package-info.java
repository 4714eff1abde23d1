/// The delivery contract with real processes: faults, clients that record, and the checker.
///
/// **Invariant**: what a scenario does is only what could happen to a deployment; the mutations
/// change copies of the node, never the node.
@NullMarked
package io.chatcluster.faults;

import org.jspecify.annotations.NullMarked;
