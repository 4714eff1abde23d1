/// The chat for Socket.IO clients: its commands, replies and pushes as events.
///
/// A client is a session like any other; this package only gives it another form. Events have the
/// names that people learn from tutorials, and each has its native counterpart: `docs/protocol.md`
/// shows both side by side.
///
/// **Invariant:** every event ends in the session's offset, which says where it stands in each of
/// its rooms. There is no rule of the chat in here: what may be done, the session decides.
@NullMarked
package io.chatcluster.socketchat;

import org.jspecify.annotations.NullMarked;
