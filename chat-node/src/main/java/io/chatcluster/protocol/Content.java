package io.chatcluster.protocol;

/// What was written, by whom and when: a message without its place.
///
/// @param id made by the client
/// @param from the sender
/// @param name the sender's display name at that time
/// @param ts milliseconds since 1970 by the clock of the node that accepted it; never used for
///     order
/// @param message the text
public record Content(MessageId id, UserId from, String name, long ts, String message) {}
