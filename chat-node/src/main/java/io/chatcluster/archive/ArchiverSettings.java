package io.chatcluster.archive;

import java.time.Duration;

/// How the archiver works.
///
/// @param partitions how many there are
/// @param batch rows of a transaction at the most
/// @param linger how long a small batch waits for more
/// @param takeover how long a partition's queue may stand still until any node archives it
/// @param trimming when a room log is trimmed
public record ArchiverSettings(
    int partitions, int batch, Duration linger, Duration takeover, Trimming trimming) {

  /// With trimming as usual.
  public ArchiverSettings(int partitions, int batch, Duration linger, Duration takeover) {
    this(partitions, batch, linger, takeover, Trimming.USUAL);
  }

  /// After how much that was archived of a room, or how long after it, its log is trimmed. Trimming
  /// late costs memory, trimming often a command each time.
  public record Trimming(int rows, long bytes, Duration latest) {

    static final Trimming USUAL = new Trimming(32, 64 * 1024, Duration.ofSeconds(30));
  }
}
