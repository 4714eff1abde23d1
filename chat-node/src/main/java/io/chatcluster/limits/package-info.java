/// How much anybody may do: token buckets of users, rooms and client addresses, on this node at
/// once and across nodes by settlement.
///
/// **Invariant**: a leaf; time is passed in, nothing here waits, locks or talks to anybody, and the
/// number of buckets is bounded whatever clients do.
@NullMarked
package io.chatcluster.limits;

import org.jspecify.annotations.NullMarked;
