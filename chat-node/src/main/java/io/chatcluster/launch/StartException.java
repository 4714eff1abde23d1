package io.chatcluster.launch;

/// A sentence that says why this node cannot start; the process ends with exit code 1.
public final class StartException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public StartException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
