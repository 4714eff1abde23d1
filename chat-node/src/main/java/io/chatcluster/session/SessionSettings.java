package io.chatcluster.session;

import io.chatcluster.protocol.AckLevel;
import io.chatcluster.protocol.Reply;
import java.time.Duration;

/// Limits of one session.
///
/// @param node id of this node
/// @param limits what a client is told
/// @param connectTimeout until a token must have come
/// @param slowConsumer how long an outbox may stay full
/// @param maxMalformed bad frames until the session ends
public record SessionSettings(
    String node,
    AckLevel level,
    Reply.Limits limits,
    Duration connectTimeout,
    Duration slowConsumer,
    int maxMalformed) {}
