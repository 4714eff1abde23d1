package io.chatcluster.peers;

/// What is worth counting. Any thread.
public interface PeerEvents {

  /// A request was not answered here, and that was the end of it.
  void forwarded(Outcome outcome);

  /// The owner has taken this long to answer what it need not wait with.
  void answered(long nanos);

  /// A request came to the internal port without a proof, or with one that does not hold.
  void refused();
}
