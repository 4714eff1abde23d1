package io.chatcluster.broker;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;

/// The head of a room at the time of a position check.
///
/// @param open whether the room is open in the present generation; if not, `position` may lie below
///     what clients saw
public record Head(RoomId room, Position position, boolean open) {}
