package io.chatcluster.loadtest.bench;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs tokens (JWT, HS256) as the demo cluster takes them.
final class Token {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int LIFETIME_SECONDS = 3_600;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final String HEADER =
      base64("{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"demo\"}");

  private Token() {}

  /// A token of that user, good for an hour.
  static String of(String user, String secret, long nowSeconds) {
    var claims =
        """
        {"sub":"%s","name":"%s","iat":%d,"exp":%d,"iss":"chat-cluster","aud":"chat"}"""
            .formatted(user, user, nowSeconds, nowSeconds + LIFETIME_SECONDS);
    var signed = HEADER + "." + base64(claims);
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      var signature = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + BASE64.encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static String base64(String text) {
    return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
