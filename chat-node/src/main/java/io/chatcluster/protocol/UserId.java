package io.chatcluster.protocol;

/// Who someone is, as the issuer of their token names them; [Names] has the rule.
///
/// One user may have many sessions.
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
    return Names.fault(text) == null;
  }

  @Override
  public String toString() {
    return value;
  }
}
