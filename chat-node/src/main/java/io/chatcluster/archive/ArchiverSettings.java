package io.chatcluster.archive;

import java.time.Duration;

/// How the archiver works.
///
/// @param partitions how many there are
/// @param batch rows of a transaction at the most
/// @param linger how long a small batch waits for more
/// @param takeover how long a partition's queue may stand still until any node archives it
public record ArchiverSettings(int partitions, int batch, Duration linger, Duration takeover) {}
