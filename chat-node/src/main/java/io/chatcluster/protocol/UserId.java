package io.chatcluster.protocol;

/// Who someone is, `[A-Za-z0-9_-]{1,64}`; one user may have many sessions.
public record UserId(String value) {

  public UserId {
    Names.require(value, "user");
  }

  /// Whether the text may name a user.
  public static boolean valid(String text) {
    return Names.valid(text);
  }

  @Override
  public String toString() {
    return value;
  }
}
