package io.chatcluster.local.machine;

/// A program or the cluster could not be started; the message is one sentence for the person at the
/// keyboard.
public final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String sentence;

  public StartException(String sentence) {
    super(sentence);
    this.sentence = sentence;
  }

  public StartException(String sentence, Throwable cause) {
    super(sentence, cause);
    this.sentence = sentence;
  }

  /// What to tell the person.
  public String sentence() {
    return sentence;
  }
}
