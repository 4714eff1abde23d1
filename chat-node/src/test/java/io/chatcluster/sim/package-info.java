/// A whole cluster in one thread and in virtual time: real nodes, hubs, feeds, publishers, archive
/// plans and clients over a simulated Redis and PostgreSQL that lose, delay, repeat and crash by
/// seed.
@NullMarked
package io.chatcluster.sim;

import org.jspecify.annotations.NullMarked;
