package io.chatcluster.auth;

import io.chatcluster.protocol.UserId;
import io.chatcluster.session.Authenticator;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Verifies tokens: JWT (RFC 7519) in compact form, HS256 and nothing else. Any thread.
///
/// Stricter than the RFC, because each of these has been somebody's hole: the algorithm is fixed,
/// keys named or carried by the token are ignored, `typ` is `at+jwt` (RFC 9068), `exp` and `iat`
/// are required whole numbers at most 24 hours apart, `iss` and `aud` are required.
public final class Tokens implements Authenticator {

  static final long MAX_LIFE_SECONDS = 86_400;
  private static final long LEEWAY_SECONDS = 30;
  private static final int PARTS = 3;

  private final TokenSettings settings;
  private final List<Signature> signatures;
  private final LongSupplier clock;

  /// @param clock milliseconds since 1970
  public Tokens(TokenSettings settings, LongSupplier clock) {
    this.settings = settings;
    this.signatures = settings.secrets().stream().map(Signature::new).toList();
    this.clock = clock;
  }

  @Override
  public Result authenticate(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != PARTS) {
      return new Result.Refused();
    }
    try {
      byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
      String signed = parts[0] + "." + parts[1];
      boolean genuine = false;
      for (Signature known : signatures) {
        genuine |= known.verifies(signed, signature);
      }
      if (!genuine || !headerIsOurs(Claims.parse(Base64.getUrlDecoder().decode(parts[0])))) {
        return new Result.Refused();
      }
      return judge(Claims.parse(Base64.getUrlDecoder().decode(parts[1])));
    } catch (IllegalArgumentException | IOException _) {
      return new Result.Refused();
    }
  }

  private static boolean headerIsOurs(Claims header) {
    return "HS256".equals(header.text("alg"))
        && "at+jwt".equals(header.text("typ"))
        && !header.has("crit");
  }

  private Result judge(Claims claims) {
    Long expires = claims.number("exp");
    Long issued = claims.number("iat");
    String subject = claims.text("sub");
    if (expires == null || issued == null || subject == null || !UserId.valid(subject)) {
      return new Result.Refused();
    }
    long now = clock.getAsLong() / 1_000;
    Long notBefore = claims.number("nbf");
    boolean early =
        issued > now + LEEWAY_SECONDS
            || (notBefore == null ? claims.has("nbf") : notBefore > now + LEEWAY_SECONDS);
    boolean forUs =
        settings.issuer().equals(claims.text("iss")) && claims.names("aud", settings.audience());
    if (early || !forUs || expires <= issued || expires - issued > MAX_LIFE_SECONDS) {
      return new Result.Refused();
    }
    long until = expires + LEEWAY_SECONDS;
    if (until <= now) {
      return new Result.Expired();
    }
    UserId user = new UserId(subject);
    return new Result.Accepted(user, name(claims, user), until * 1_000);
  }

  private static String name(Claims claims, UserId user) {
    @Nullable String name = claims.text("name");
    // Whoever signs tokens vouches for what people are called; only what would not show is kept
    // out.
    return name == null ? user.value() : DisplayName.shown(name).orElse(user.value());
  }
}
