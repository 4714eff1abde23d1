package io.chatcluster;

/// A sentence that says why this node cannot start; the process ends with exit code 1.
final class StartException extends RuntimeException {

  private static final long serialVersionUID = 1;

  StartException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
