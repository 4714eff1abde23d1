package io.chatcluster.auth;

import io.chatcluster.protocol.UserId;
import io.chatcluster.session.Authenticator;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Verifies tokens: JWT (RFC 7519) in compact form, HS256 and nothing else. Any thread.
///
/// Stricter than the RFC wherever laxness has been somebody's vulnerability: the algorithm is
/// fixed; keys named or carried by the token are ignored; `typ` is `at+jwt` (RFC 9068) or, if a
/// setting allows it, `JWT` or missing; `exp` and `iat` are required and at most 24 hours apart;
/// `iss` and `aud` are required. Where issuers differ harmlessly it follows the RFCs: times may
/// have fractions, `aud` may be a list, `typ` ignores case and may begin with `application/`.
public final class Tokens implements Authenticator {

  static final long MAX_LIFE_SECONDS = 86_400;
  private static final long MAX_LIFE_MILLIS = MAX_LIFE_SECONDS * 1_000;
  private static final long LEEWAY_MILLIS = 30_000;
  private static final int PARTS = 3;
  private static final String MEDIA_TYPE = "application/";

  /// Claims by which issuers of plain tokens tell one use from another. An id token or a refresh
  /// token must not open a connection.
  private static final List<String> USES = List.of("token_use", "token_type", "typ");

  private static final Set<String> ACCESS = Set.of("access", "access_token", "bearer", "jwt");

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
  public Future<Result> authenticate(String token) {
    return Future.succeededFuture(verify(token));
  }

  Result verify(String token) {
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
      if (!genuine) {
        return new Result.Refused();
      }
      Claims header = Claims.parse(Base64.getUrlDecoder().decode(parts[0]));
      Claims claims = Claims.parse(Base64.getUrlDecoder().decode(parts[1]));
      boolean ours = "HS256".equals(header.text("alg")) && !header.has("crit");
      return ours && forAccess(header, claims) ? judge(claims) : new Result.Refused();
    } catch (IllegalArgumentException | IOException _) {
      return new Result.Refused();
    }
  }

  private boolean forAccess(Claims header, Claims claims) {
    String type = header.has("typ") ? mediaType(header.text("typ")) : "jwt";
    return type.equals("at+jwt") || (settings.plain() && type.equals("jwt") && plainAccess(claims));
  }

  /// Case does not matter, and `application/` may be left out (RFC 7515, section 4.1.9).
  private static String mediaType(@Nullable String given) {
    String type = String.valueOf(given).toLowerCase(Locale.ROOT);
    return type.startsWith(MEDIA_TYPE) ? type.substring(MEDIA_TYPE.length()) : type;
  }

  private static boolean plainAccess(Claims claims) {
    for (String name : USES) {
      String use = claims.text(name);
      if (claims.has(name) && (use == null || !ACCESS.contains(use.toLowerCase(Locale.ROOT)))) {
        return false;
      }
    }
    return !"refresh".equals(claims.text("type"));
  }

  private Result judge(Claims claims) {
    Long expires = claims.millis("exp");
    Long issued = claims.millis("iat");
    String subject = claims.text("sub");
    if (expires == null || issued == null || subject == null || !UserId.valid(subject)) {
      return new Result.Refused();
    }
    long now = clock.getAsLong();
    Long notBefore = claims.millis("nbf");
    boolean early =
        issued > now + LEEWAY_MILLIS
            || (notBefore == null ? claims.has("nbf") : notBefore > now + LEEWAY_MILLIS);
    boolean forUs =
        settings.issuer().equals(claims.text("iss")) && claims.names("aud", settings.audience());
    if (early || !forUs || expires <= issued || expires - issued > MAX_LIFE_MILLIS) {
      return new Result.Refused();
    }
    long until = expires + LEEWAY_MILLIS;
    if (until <= now) {
      return new Result.Expired();
    }
    UserId user = new UserId(subject);
    return new Result.Accepted(user, name(claims, user), until);
  }

  private static String name(Claims claims, UserId user) {
    @Nullable String name = claims.text("name");
    // Whoever signs tokens vouches for what people are called; only what would be invisible is kept
    // out.
    return name == null ? user.value() : DisplayName.shown(name).orElse(user.value());
  }
}
