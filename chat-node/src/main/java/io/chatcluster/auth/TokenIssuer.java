package io.chatcluster.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.chatcluster.protocol.UserId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Makes tokens that [Tokens] accepts. Any thread.
public final class TokenIssuer {

  private static final JsonFactory JSON = new JsonFactory();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final String HEADER =
      BASE64.encodeToString(
          "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}".getBytes(StandardCharsets.US_ASCII));

  private final TokenSettings settings;
  private final Signature signature;

  public TokenIssuer(TokenSettings settings) {
    this.settings = settings;
    this.signature = new Signature(settings.secrets().getFirst());
  }

  /// @param lifeSeconds at most a day
  public String issue(UserId user, String name, long nowMillis, long lifeSeconds) {
    if (lifeSeconds < 1 || lifeSeconds > Tokens.MAX_LIFE_SECONDS) {
      throw new IllegalArgumentException("a token lives 1 second to 24 hours");
    }
    long issued = nowMillis / 1_000;
    ByteArrayOutputStream claims = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(claims)) {
      json.writeStartObject();
      json.writeStringField("iss", settings.issuer());
      json.writeStringField("aud", settings.audience());
      json.writeStringField("sub", user.value());
      json.writeStringField("name", name);
      json.writeNumberField("iat", issued);
      json.writeNumberField("exp", issued + lifeSeconds);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String signed = HEADER + "." + BASE64.encodeToString(claims.toByteArray());
    return signed + "." + BASE64.encodeToString(signature.sign(signed));
  }
}
