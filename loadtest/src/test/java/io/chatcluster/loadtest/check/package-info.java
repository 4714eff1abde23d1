/// The checker against small histories.
///
/// **Invariant**: every check has a history that breaks it alone.
@NullMarked
package io.chatcluster.loadtest.check;

import org.jspecify.annotations.NullMarked;
