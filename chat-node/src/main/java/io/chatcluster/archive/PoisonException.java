package io.chatcluster.archive;

/// The database refuses a row for what it says; trying again cannot help.
public final class PoisonException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public PoisonException(String message, Throwable cause) {
    super(message, cause);
  }
}
