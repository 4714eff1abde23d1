package io.chatcluster.loadtest.report;

/// What a course should stay below.
public record Limit(String name, double value) {}
