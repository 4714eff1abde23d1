/// The archive in PostgreSQL: JDBC on virtual threads.
///
/// **Invariant**: nobody but `Main` imports this package; no SQL stands anywhere else.
@NullMarked
package io.chatcluster.postgres;

import org.jspecify.annotations.NullMarked;
