/// A real PostgreSQL out of a jar, with the database and the roles of the chat.
///
/// **Invariant:** what has been begun and not finished (unpacked, initialised, copied) has another
/// name than what is whole, so it is never run. It listens on loopback only. *Absent*: the schema;
/// the nodes bring it.
@NullMarked
package io.chatcluster.local.postgres;

import org.jspecify.annotations.NullMarked;
