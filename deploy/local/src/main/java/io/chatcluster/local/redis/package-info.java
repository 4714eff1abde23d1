/// A real Redis: the machine's own, or the one that comes in a jar.
///
/// **Invariant:** configured as in production, but for what a test asks for by name; its data
/// survives its process. It listens on loopback only. *Absent*: the keys of the nodes.
@NullMarked
package io.chatcluster.local.redis;

import org.jspecify.annotations.NullMarked;
