package io.chatcluster.protocol;

/// The one rule for names that become parts of keys: `[A-Za-z0-9_-]{1,64}`.
final class Names {

  private static final int MAX_LENGTH = 64;

  private Names() {}

  static boolean valid(String name) {
    if (name.isEmpty() || name.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letterOrDigit && c != '_' && c != '-') {
        return false;
      }
    }
    return true;
  }

  static String require(String name, String what) {
    if (!valid(name)) {
      throw new IllegalArgumentException("not a " + what + " name");
    }
    return name;
  }
}
