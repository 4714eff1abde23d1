package io.chatcluster.rest;

import io.chatcluster.auth.DisplayName;
import io.chatcluster.auth.TokenIssuer;
import io.chatcluster.protocol.UserId;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;

/// `POST /api/guest`: a token for anybody who says a name, where that is wanted.
///
/// Any event loop; the limit is the node's.
public final class Guests {

  private static final int ID_BYTES = 8;

  private final TokenIssuer issuer;
  private final Settings settings;
  private final SecureRandom random = new SecureRandom();
  private long second;
  private int given;

  /// @param perSecond tokens that this node gives a second
  public record Settings(boolean allowed, Duration life, int perSecond) {}

  public Guests(TokenIssuer issuer, Settings settings) {
    this.issuer = issuer;
    this.settings = settings;
  }

  void handle(RoutingContext request) {
    DisplayName.Claim claim = DisplayName.claimed(name(request));
    long now = System.currentTimeMillis();
    if (!settings.allowed()) {
      new Problem(403, "guests_not_allowed", "this server has no guests").to(request.response());
    } else {
      switch (claim) {
        case DisplayName.Claim.Unreadable() ->
            new Problem(
                    400, "bad_name", "a name is 1 to 64 visible characters, as {\"name\":\"Ada\"}")
                .to(request.response());
        case DisplayName.Claim.Deceptive() ->
            new Problem(400, "mixed_name", "a name mixes no letters of alphabets that look alike")
                .to(request.response());
        case DisplayName.Claim.Granted(String name) -> welcome(request, name, now);
      }
    }
  }

  private void welcome(RoutingContext request, String name, long now) {
    if (take(now / 1_000)) {
      give(request, name, now);
    } else {
      request.response().putHeader("Retry-After", "1");
      new Problem(429, "rate_limited", "too many guests at once").to(request.response());
    }
  }

  private void give(RoutingContext request, String name, long now) {
    UserId user = new UserId("guest-" + randomId());
    String token = issuer.issue(user, name, now, settings.life().toSeconds());
    JsonObject answer =
        new JsonObject()
            .put("token", token)
            .put("user", user.value())
            .put("name", name)
            .put("expiresAt", now + settings.life().toMillis());
    request
        .response()
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(answer.encode())
        .onFailure(_ -> request.response().reset());
  }

  /// What the body names; empty if nothing.
  private static String name(RoutingContext request) {
    try {
      JsonObject body = request.body().asJsonObject();
      Object name = body == null ? null : body.getValue("name");
      return name instanceof String text ? text : "";
    } catch (DecodeException | ClassCastException _) {
      return "";
    }
  }

  private synchronized boolean take(long now) {
    if (now != second) {
      second = now;
      given = 0;
    }
    return given++ < settings.perSecond();
  }

  private String randomId() {
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
