package io.chatcluster.protocol;

/// Who somebody is, by the name that the issuer of their token uses; [Names] has the rule.
///
/// One user may have many sessions.
public record UserId(String value) {

  public UserId {
    Names.require(value, "user");
  }

  /// How the ids of guests begin, and nobody else's: an issuer of accounts must not use it.
  public static final String GUEST_PREFIX = "guest-";

  /// Whether this is somebody who has only given a name.
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
