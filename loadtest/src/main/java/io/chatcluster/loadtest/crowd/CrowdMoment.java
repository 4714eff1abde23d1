package io.chatcluster.loadtest.crowd;

import org.HdrHistogram.Histogram;

/// About a second of a crowd: what happened in it, each count for a second of it.
///
/// @param at seconds since the first client was due, at its end
/// @param inside clients that are in, at its end
/// @param waiting clients that were due and are neither in nor gone, at its end
/// @param arrivedMicros how long those took that came in for the first time in it
/// @param roundTripMicros of the pings that were answered in it
public record CrowdMoment(
    double at,
    long inside,
    long waiting,
    double started,
    double arrived,
    double failed,
    double dropped,
    double comebacks,
    Histogram arrivedMicros,
    Histogram roundTripMicros) {

  static CrowdMoment between(
      CrowdTally before, CrowdTally now, Phase last, double at, double seconds) {
    var arrived = since(now.reached(last), before.reached(last));
    return new CrowdMoment(
        at,
        now.inside(),
        now.started() - now.inside() - now.gone(),
        (now.started() - before.started()) / seconds,
        arrived.getTotalCount() / seconds,
        (now.failed() - before.failed()) / seconds,
        (now.dropped() - before.dropped()) / seconds,
        (now.comebacks() - before.comebacks()) / seconds,
        arrived,
        since(now.roundTrips(), before.roundTrips()));
  }

  static Histogram since(Histogram now, Histogram before) {
    var between = now.copy();
    between.subtract(before);
    return between;
  }
}
