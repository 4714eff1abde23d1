package io.chatcluster.archive;

/// The database refuses a row because of its content; trying again cannot help.
public final class PoisonException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public PoisonException(String message, Throwable cause) {
    super(message, cause);
  }
}
