/// One node, put together: what it needs to know, the composition root, and how it ends.
///
/// **Invariant**: everything may be known here, and nobody knows this package.
@NullMarked
package io.chatcluster;

import org.jspecify.annotations.NullMarked;
