package io.chatcluster.broker;

import io.chatcluster.protocol.Position;

/// The room is not open in this generation: what the archive has and the log has lost must be put
/// back first.
///
/// @param generation of the partition when this was answered; an opening is good for it only
/// @param agreed whether the log vouches for `last`: then nothing above it waits in the queue
/// @param last where the room's entries in the log end, [Position#NONE] if it has none
public record Closed(long generation, boolean agreed, Position last) implements Append, Slice {}
