package io.chatcluster.broker;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;

/// A publication that waits for the archiver.
///
/// @param queueId its place in its partition's archive queue
public record Queued(Position queueId, Publication publication) {}
