/// What this machine and this checkout have: programs, free ports, a cache, secrets, the parts of
/// the source tree. And [StartException], which says in one sentence what they lack.
///
/// **Invariant:** knows no program of the cluster. Whatever is shared between checkouts is named
/// by a digest of its content; whatever is secret can be read by its owner only.
@NullMarked
package io.chatcluster.local.machine;

import org.jspecify.annotations.NullMarked;
