package io.chatcluster.broker;

import io.chatcluster.protocol.Position;

/// The room is not open in this generation: what the archive has and the log has lost must be put
/// back first.
///
/// @param generation of the partition when this was answered; an opening is good for it only
/// @param known whether the log knows the room at all
/// @param last the room's head as the log has it, [Position#NONE] if unknown
public record Closed(long generation, boolean known, Position last) implements Append, Slice {}
