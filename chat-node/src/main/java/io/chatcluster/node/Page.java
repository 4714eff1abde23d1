package io.chatcluster.node;

import io.chatcluster.protocol.Publication;
import java.util.List;

/// A page of a room's history, oldest first.
///
/// @param more whether there is something older
public record Page(List<Publication> publications, boolean more) {}
