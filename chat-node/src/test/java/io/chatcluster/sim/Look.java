package io.chatcluster.sim;

/// What a look at the epoch shows.
///
/// @param incarnation empty if the epoch stands; else what it must be claimed for
record Look(long epoch, String incarnation) {}
