/// The archive: all publications for ever, and the archiver that moves the room log there.
///
/// **Invariant**: the plan of a batch is a pure function; only [Archiver] has a thread; nothing
/// here knows JDBC or Redis.
@NullMarked
package io.chatcluster.archive;

import org.jspecify.annotations.NullMarked;
