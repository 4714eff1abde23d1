/// A chat-node as a process.
///
/// **Invariant:** knows the node's jar, its environment variables and its management port, and none
/// of its classes: any version of a node, or a stand-in, runs in its place. It listens on loopback
/// only.
@NullMarked
package io.chatcluster.local.node;

import org.jspecify.annotations.NullMarked;
