package io.chatcluster.postgres;

/// The database belongs to a deployment that was created with other fixed values; waiting cannot
/// help.
public final class WrongDeploymentException extends RuntimeException {

  private static final long serialVersionUID = 1;

  WrongDeploymentException(String sentence) {
    super(sentence);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
