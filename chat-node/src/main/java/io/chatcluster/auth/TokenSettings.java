package io.chatcluster.auth;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// What tokens must say, and what signs them.
///
/// @param secrets the first signs, all verify; each at least 32 bytes (RFC 7518, section 3.2)
/// @param issuer required `iss`
/// @param audience required `aud`
/// @param plain whether `typ` may also be `JWT` or missing
public record TokenSettings(List<String> secrets, String issuer, String audience, boolean plain) {

  private static final int MIN_BYTES = 32;

  /// For tokens whose `typ` says that they are for access.
  public TokenSettings(List<String> secrets, String issuer, String audience) {
    this(secrets, issuer, audience, false);
  }

  public TokenSettings {
    secrets = List.copyOf(secrets);
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("tokens need a secret");
    }
    for (String secret : secrets) {
      if (secret.getBytes(StandardCharsets.UTF_8).length < MIN_BYTES) {
        throw new IllegalArgumentException("a token secret has at least 32 bytes");
      }
    }
  }

  @Override
  public String toString() {
    return "TokenSettings[issuer=" + issuer + ", audience=" + audience + "]";
  }
}
