package io.chatcluster.loadtest.client;

/// A message as its room has it; any other event has no name and no text.
///
/// @param prev the position of its predecessor in the room
/// @param id made by the client that sent it
/// @param from the sender's user id
public record Message(
    Position at, Position prev, String id, String from, String name, long ts, String text) {}
