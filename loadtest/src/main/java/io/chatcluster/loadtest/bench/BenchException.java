package io.chatcluster.loadtest.bench;

/// The bench cannot go on; its message is one sentence for people.
public final class BenchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BenchException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
