package io.chatcluster.ws;

/// What waits for one socket, and whether its client takes any of it. Owned by the socket's event
/// loop.
final class Outbox {

  /// The least part of an outbox that a client takes if it reads at all.
  private static final int STEADY = 16;

  /// What a frame in the queue costs beside its bytes.
  private static final int FRAME_COST = 256;

  private final FrameWriter.Target target;
  private final int bytes;

  /// What was queued since the outbox became full: replies, which cannot be read again from a log.
  private long overBytes;

  /// What was queued, and what was over, when the client was last seen to take something.
  private long fullBytes;

  private long fullOverBytes;
  private long queuedBytes;

  /// @param bytes above which it is full
  Outbox(FrameWriter.Target target, int bytes) {
    this.target = target;
    this.bytes = bytes;
  }

  boolean hasRoom() {
    return target.isWritable();
  }

  /// Room came or went.
  void changed() {
    if (hasRoom()) {
      overBytes = 0;
    } else {
      fullBytes = target.queuedBytes();
      fullOverBytes = 0;
    }
  }

  /// Counts a frame that is queued even though there is no room. What a client can have asked for
  /// before reading stopped is bounded, too.
  ///
  /// @return whether it is within that bound
  boolean squeeze(int frameBytes) {
    if (!hasRoom()) {
      overBytes += frameBytes + FRAME_COST;
    }
    return overBytes <= bytes;
  }

  /// Whether the client has taken a good part of a full outbox since this was last true.
  boolean reads() {
    long taken = fullBytes - target.queuedBytes() + overBytes - fullOverBytes;
    if (taken < bytes / STEADY) {
      return false;
    }
    fullBytes = target.queuedBytes();
    fullOverBytes = overBytes;
    return true;
  }

  /// Whether less waits than at the last look.
  boolean shrank() {
    long before = queuedBytes;
    queuedBytes = target.queuedBytes();
    return queuedBytes < before;
  }
}
