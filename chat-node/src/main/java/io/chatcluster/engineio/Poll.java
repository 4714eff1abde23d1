package io.chatcluster.engineio;

/// A GET of long-polling that waits for its answer, which it gets once. On its session's loop.
interface Poll {

  /// Answers with packets.
  void answer(byte[] payload);

  /// Answers that this is not a request that its session takes.
  void refuse();
}
