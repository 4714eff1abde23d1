package io.chatcluster.sim;

/// What a look at the generation shows.
///
/// @param history empty if the generation stands; else what it must be claimed for
record Look(long generation, String history) {}
