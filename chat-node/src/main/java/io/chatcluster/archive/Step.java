package io.chatcluster.archive;

import java.util.function.Function;

/// What the archiver does next, and how it goes on from the answer, or from a failure.
///
/// Whoever drives a round asks the question, in whatever way and however long that takes, and then
/// calls one of the other two, once.
///
/// @param <T> the answer
public final class Step<T> {

  private final Question<T> question;
  private final Function<T, Step<?>> then;
  private final Function<RuntimeException, Step<?>> otherwise;

  Step(
      Question<T> question,
      Function<T, Step<?>> then,
      Function<RuntimeException, Step<?>> otherwise) {
    this.question = question;
    this.then = then;
    this.otherwise = otherwise;
  }

  public Question<T> question() {
    return question;
  }

  /// The step after this answer.
  public Step<?> answered(T answer) {
    return then.apply(answer);
  }

  /// The step after this failure.
  public Step<?> failed(RuntimeException failure) {
    return otherwise.apply(failure);
  }
}
