package io.chatcluster.loadtest.bench;

import org.HdrHistogram.Histogram;

/// About a second of a run: what happened in it, each count for a second of it.
///
/// @param at seconds since the first message was due, at its end
/// @param deliveryMicros latencies of the deliveries in it; empty while nothing is measured yet
/// @param ackMicros latencies of the acks in it, likewise
public record Moment(
    double at,
    double sent,
    double acked,
    double refused,
    double deliveries,
    Histogram deliveryMicros,
    Histogram ackMicros) {}
