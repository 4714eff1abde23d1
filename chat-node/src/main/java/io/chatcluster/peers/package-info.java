/// Nodes among each other: a request for a session of another node is handed to that node, and its
/// answer back to the client.
///
/// ```
/// client ─► Forwarding ─► AddressBook ─► PeerDirectory     (where is the owner?)
///               │
///               └─► Forwarded ─► the owner's PeerDoor ─► whoever answers clients there
/// ```
///
/// **Invariant**: a leaf; what is forwarded is not understood, only whose it is. Nothing is ever
/// forwarded twice, and everything that is under way has a bound in number, bytes and time.
/// *Absent*: messages between nodes, and any state about sessions. Whoever does without affinity
/// pays with a second hop, and with nothing else.
@NullMarked
package io.chatcluster.peers;

import org.jspecify.annotations.NullMarked;
