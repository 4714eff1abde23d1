package io.chatcluster.session;

/// How many commands of a session wait for their answers. Owned by its session.
final class InFlight {

  private final Runnable onAnswer;
  private int count;

  /// @param onAnswer called when one has its answer, just before that is sent
  InFlight(Runnable onAnswer) {
    this.onAnswer = onAnswer;
  }

  void begin() {
    count++;
  }

  void answered() {
    count--;
    onAnswer.run();
  }

  int count() {
    return count;
  }

  boolean none() {
    return count == 0;
  }
}
