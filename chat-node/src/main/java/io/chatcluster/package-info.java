/// One node, put together: the composition root and what only it needs.
///
/// **Invariant**: everything may be known here, and nobody knows this package.
@NullMarked
package io.chatcluster;

import org.jspecify.annotations.NullMarked;
