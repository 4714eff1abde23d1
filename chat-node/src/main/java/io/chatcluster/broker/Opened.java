package io.chatcluster.broker;

/// What became of an opening.
public sealed interface Opened {

  /// The room is open now, by this or by somebody else.
  record Open() implements Opened {}

  /// Something has changed since the question: begin again.
  record Moved() implements Opened {}

  /// The log cannot open it.
  record Failed(String reason) implements Opened {}
}
