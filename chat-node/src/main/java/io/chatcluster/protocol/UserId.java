package io.chatcluster.protocol;

/// Who someone is, `[A-Za-z0-9_-]{1,64}`; one user may have many sessions.
public record UserId(String value) {

  public UserId {
    Names.require(value, "user");
  }

  /// How the ids of guests begin, and of nobody else: the issuer of accounts must not use it.
  public static final String GUEST_PREFIX = "guest-";

  /// Whether this is somebody who only said a name.
  public boolean guest() {
    return value.startsWith(GUEST_PREFIX);
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
