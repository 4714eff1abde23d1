/// The archive in PostgreSQL: reads on virtual threads, writes on the archiver's.
///
/// **Invariant**: nobody but `Main` imports this package; no SQL stands anywhere else.
@NullMarked
package io.chatcluster.postgres;

import org.jspecify.annotations.NullMarked;
