package io.chatcluster.loadtest.bench;

/// How far a run is: messages sent, answered with `ok`, answered with `error`; deliveries, and
/// those above the limit; signals told, and signals heard.
public record Progress(
    long sent, long acked, long refused, long deliveries, long late, long signalled, long heard) {
  static final Progress NONE = new Progress(0, 0, 0, 0, 0, 0, 0);

  Progress plus(Progress other) {
    return new Progress(
        sent + other.sent,
        acked + other.acked,
        refused + other.refused,
        deliveries + other.deliveries,
        late + other.late,
        signalled + other.signalled,
        heard + other.heard);
  }
}
