package io.chatcluster.loadtest.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes tokens (JWT, HS256) from a secret that client and cluster share. Any thread.
public final class Tokens {

  /// What a cluster wants as `iss` unless it is told otherwise.
  public static final String ISSUER = "chat-cluster";

  /// What a cluster wants as `aud` unless it is told otherwise.
  public static final String AUDIENCE = "chat";

  private static final String ALGORITHM = "HmacSHA256";
  private static final JsonFactory JSON = new JsonFactory();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final String HEADER =
      BASE64.encodeToString(
          "{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"demo\"}"
              .getBytes(StandardCharsets.UTF_8));

  private final SecretKeySpec key;
  private final String issuer;
  private final String audience;

  /// For a cluster that has its issuer and audience from the defaults.
  ///
  /// @param secret the same text that the cluster gets; its UTF-8 bytes are the key
  public Tokens(String secret) {
    this(secret, ISSUER, AUDIENCE);
  }

  /// For a cluster with an issuer and an audience of its own.
  public Tokens(String secret, String issuer, String audience) {
    this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    this.issuer = issuer;
    this.audience = audience;
  }

  /// A token for a user, good from now on.
  public String issue(String user, String name, long nowMillis, long lifeSeconds) {
    long issued = nowMillis / 1_000;
    String claims = BASE64.encodeToString(claims(user, name, issued, issued + lifeSeconds));
    String signed = HEADER + "." + claims;
    return signed + "." + BASE64.encodeToString(sign(signed));
  }

  private byte[] claims(String user, String name, long issued, long expires) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("sub", user);
      json.writeStringField("name", name);
      json.writeNumberField("iat", issued);
      json.writeNumberField("exp", expires);
      json.writeStringField("iss", issuer);
      json.writeStringField("aud", audience);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private byte[] sign(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
