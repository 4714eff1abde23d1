package io.chatcluster.archive;

import java.time.Duration;

/// How the archiver works.
///
/// @param partitions how many there are
/// @param batch most rows of one transaction
/// @param linger how long a small batch waits for more
/// @param takeover how long a partition's queue may stand still until any node archives it
/// @param trimming when a room log is trimmed
public record ArchiverSettings(
    int partitions, int batch, Duration linger, Duration takeover, Trimming trimming) {

  /// With the usual trimming.
  public ArchiverSettings(int partitions, int batch, Duration linger, Duration takeover) {
    this(partitions, batch, linger, takeover, Trimming.USUAL);
  }

  /// How much of a room must have been archived, or how long ago, before its log is trimmed.
  /// Trimming late costs memory; trimming often costs a command each time.
  public record Trimming(int rows, long bytes, Duration latest) {

    static final Trimming USUAL = new Trimming(32, 64 * 1024, Duration.ofSeconds(30));
  }
}
