package io.chatcluster.node;

import io.chatcluster.archive.Archive;
import io.chatcluster.broker.Broker;

/// Where rooms are kept, as one loop asks them.
///
/// @param broker the room log, the truth of the last minutes
/// @param archive all events for ever; shared by all loops
record Stores(Broker broker, Archive archive) {}
