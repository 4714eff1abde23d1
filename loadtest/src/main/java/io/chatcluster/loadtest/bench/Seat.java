package io.chatcluster.loadtest.bench;

import java.net.URI;

/// The place of one socket: its user, the node it connects to, its room.
///
/// @param index of the room
public record Seat(String user, String token, URI node, int index, String room) {}
