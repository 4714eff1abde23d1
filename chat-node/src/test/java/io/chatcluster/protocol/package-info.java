/// Tests of the codec, above all against the vectors that all implementations share.
///
/// **Invariant**: no vector is skipped.
@NullMarked
package io.chatcluster.protocol;

import org.jspecify.annotations.NullMarked;
