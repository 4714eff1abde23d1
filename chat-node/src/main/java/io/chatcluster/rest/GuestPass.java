package io.chatcluster.rest;

import io.chatcluster.auth.TokenIssuer;
import io.chatcluster.protocol.UserId;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;

/// What a guest gets: a user id that nobody else has, and a token for it. Any event loop.
final class GuestPass {

  private static final int ID_BYTES = 8;

  private final TokenIssuer issuer;
  private final Duration life;
  private final SecureRandom random = new SecureRandom();

  GuestPass(TokenIssuer issuer, Duration life) {
    this.issuer = issuer;
    this.life = life;
  }

  void give(HttpServerResponse response, String name) {
    long now = System.currentTimeMillis();
    UserId user = new UserId(UserId.GUEST_PREFIX + randomId());
    String token = issuer.issue(user, name, now, life.toSeconds());
    JsonObject answer =
        new JsonObject()
            .put("token", token)
            .put("user", user.value())
            .put("name", name)
            .put("expiresAt", now + life.toMillis());
    response
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(answer.encode())
        .onFailure(_ -> response.reset());
  }

  private String randomId() {
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
