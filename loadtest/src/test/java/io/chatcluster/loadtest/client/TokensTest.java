package io.chatcluster.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/// Tokens as the cluster takes them.
class TokensTest {

  private static final String SECRET = "a secret of at least 32 bytes, for tests";

  private final String[] parts =
      new Tokens(SECRET).issue("u-1", "Ada \"A\" Lovelace", 1_795_460_000_999L, 3_600).split("\\.");

  @Test
  void a_token_says_who_and_for_how_long() throws Exception {
    ObjectMapper json = new ObjectMapper();

    assertThat(json.readTree(decoded(parts[0])))
        .isEqualTo(json.readTree("{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"demo\"}"));
    assertThat(json.readTree(decoded(parts[1])))
        .isEqualTo(
            json.readTree(
                """
                {"sub":"u-1","name":"Ada \\"A\\" Lovelace","iat":1795460000,"exp":1795463600,\
                "iss":"chat-cluster","aud":"chat"}"""));
  }

  @Test
  void a_token_is_signed_with_the_bytes_of_the_secret() throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));

    byte[] expected = mac.doFinal((parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8));

    assertThat(decoded(parts[2])).isEqualTo(expected);
  }

  @Test
  void a_cluster_may_have_an_issuer_and_an_audience_of_its_own() throws Exception {
    String token = new Tokens(SECRET, "us", "them").issue("u-1", "Ada", 0, 60);

    assertThat(new ObjectMapper().readTree(decoded(token.split("\\.", -1)[1])))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"sub":"u-1","name":"Ada","iat":0,"exp":60,"iss":"us","aud":"them"}"""));
  }

  private static byte[] decoded(String part) {
    return Base64.getUrlDecoder().decode(part);
  }
}
