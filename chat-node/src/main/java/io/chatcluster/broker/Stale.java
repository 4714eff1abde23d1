package io.chatcluster.broker;

/// Nothing was done: the partition has a newer epoch. The broker has learnt it, so ask again.
public record Stale() implements Append, Slice {}
