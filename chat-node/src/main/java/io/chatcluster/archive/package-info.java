/// The archive: all publications for ever, and the archiver that moves the room log there.
///
/// **Invariant**: what the archiver does is decided in steps that ask nobody themselves
/// ([ArchiverRound]); only [Archiver] has a thread; nothing here knows JDBC or Redis.
@NullMarked
package io.chatcluster.archive;

import org.jspecify.annotations.NullMarked;
