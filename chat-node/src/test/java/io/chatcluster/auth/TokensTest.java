package io.chatcluster.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatcluster.protocol.NameTable;
import io.chatcluster.protocol.UserId;
import io.chatcluster.session.Authenticator.Result;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokensTest {

  private static final String SECRET = "a-secret-that-is-long-enough-for-hs256";
  private static final String OTHER = "another-secret-that-is-long-enough-too";
  private static final long NOW = 1_790_000_000L;
  private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final TokenSettings settings = new TokenSettings(List.of(SECRET), "chat-cluster", "chat");
  private final Tokens tokens = new Tokens(settings, () -> NOW * 1_000);

  private static String token(String header, String claims, String secret) {
    String signed = encode(header) + "." + encode(claims);
    return signed + "." + BASE64.encodeToString(new Signature(secret).sign(signed));
  }

  private static String encode(String json) {
    return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String claims(String changed) {
    return "{\"iss\":\"chat-cluster\",\"aud\":\"chat\",\"sub\":\"ada\",\"iat\":%d,\"exp\":%d%s}"
        .formatted(NOW, NOW + 60, changed);
  }

  private Result judge(String header, String claims) {
    return tokens.verify(token(header, claims, SECRET));
  }

  private void refused(String header, String claims) {
    assertThat(judge(header, claims)).as(header + " " + claims).isInstanceOf(Result.Refused.class);
  }

  @Test
  void what_the_issuer_makes_is_accepted() {
    String token = new TokenIssuer(settings).issue(new UserId("ada"), "Ada \"L\"", NOW * 1_000, 60);

    assertThat(tokens.verify(token))
        .isEqualTo(new Result.Accepted(new UserId("ada"), "Ada \"L\"", (NOW + 90) * 1_000));
  }

  @Test
  void whoever_an_issuer_knows_is_a_user_if_the_name_hides_nothing() {
    for (String name : NameTable.accepted()) {
      String token = new TokenIssuer(settings).issue(new UserId(name), "Ada", NOW * 1_000, 60);
      assertThat(tokens.verify(token))
          .isEqualTo(new Result.Accepted(new UserId(name), "Ada", (NOW + 90) * 1_000));
    }
    for (String name : NameTable.refused()) {
      refused(HEADER, claims("").replace("\"ada\"", escaped(name)));
    }
  }

  private static String escaped(String name) {
    StringBuilder json = new StringBuilder("\"");
    name.chars().forEach(c -> json.append("\\u%04x".formatted(c)));
    return json.append('"').toString();
  }

  @Test
  void another_algorithm_or_type_is_refused() {
    refused("{\"alg\":\"none\",\"typ\":\"at+jwt\"}", claims(""));
    refused("{\"alg\":\"HS512\",\"typ\":\"at+jwt\"}", claims(""));
    refused("{\"alg\":\"RS256\",\"typ\":\"at+jwt\"}", claims(""));
    refused("{\"alg\":\"HS256\",\"typ\":\"refresh+jwt\"}", claims(""));
    refused("{\"alg\":\"HS256\"}", claims(""));
    refused("{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"crit\":[\"exp\"]}", claims(""));
    refused("{\"alg\":\"HS256\",\"alg\":\"none\",\"typ\":\"at+jwt\"}", claims(""));
    refused("[]", claims(""));
  }

  @Test
  void a_key_that_the_token_names_or_brings_is_ignored() {
    String header =
        "{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"../../dev/null\",\"jwk\":{\"k\":\"x\"}}";

    assertThat(judge(header, claims(""))).isInstanceOf(Result.Accepted.class);
    assertThat(tokens.verify(token(header, claims(""), OTHER))).isInstanceOf(Result.Refused.class);
  }

  @Test
  void a_signature_that_is_wrong_or_missing_is_refused() {
    String token = token(HEADER, claims(""), SECRET);
    String unsigned = token.substring(0, token.lastIndexOf('.') + 1);

    for (String bad :
        List.of(unsigned, unsigned + "AAAA", unsigned + "!!", token + ".x", "", "..")) {
      assertThat(tokens.verify(bad)).as(bad).isInstanceOf(Result.Refused.class);
    }
  }

  /// What libraries write whose user has not said otherwise.
  @Test
  void a_type_has_no_case_and_may_be_a_whole_media_type() {
    for (String type : List.of("AT+JWT", "at+JWT", "application/at+jwt", "Application/AT+JWT")) {
      assertThat(judge("{\"alg\":\"HS256\",\"typ\":\"" + type + "\"}", claims("")))
          .as(type)
          .isInstanceOf(Result.Accepted.class);
    }
    for (String type : List.of("\"JWT\"", "null", "7", "[\"at+jwt\"]", "\"x/at+jwt\"", "\"\"")) {
      refused("{\"alg\":\"HS256\",\"typ\":" + type + "}", claims(""));
    }
  }

  @Test
  void plain_tokens_are_accepted_where_the_setting_says_so_and_only_those_for_access() {
    Tokens plain =
        new Tokens(
            new TokenSettings(List.of(SECRET), "chat-cluster", "chat", true), () -> NOW * 1_000);
    for (String header :
        List.of(
            "{\"alg\":\"HS256\",\"typ\":\"JWT\"}",
            "{\"typ\":\"jwt\",\"alg\":\"HS256\"}",
            "{\"alg\":\"HS256\",\"typ\":\"application/jwt\"}",
            "{\"alg\":\"HS256\"}",
            HEADER)) {
      assertThat(plain.verify(token(header, claims(",\"token_type\":\"access\""), SECRET)))
          .as(header)
          .isInstanceOf(Result.Accepted.class);
      assertThat(plain.verify(token(header, claims(""), OTHER))).isInstanceOf(Result.Refused.class);
    }
    for (String use :
        List.of(
            ",\"token_type\":\"refresh\"",
            ",\"token_use\":\"id\"",
            ",\"typ\":\"Refresh\"",
            ",\"typ\":[\"access\"]",
            ",\"type\":\"refresh\"")) {
      assertThat(plain.verify(token("{\"alg\":\"HS256\"}", claims(use), SECRET)))
          .as(use)
          .isInstanceOf(Result.Refused.class);
    }
    assertThat(
            plain.verify(token("{\"alg\":\"HS256\",\"typ\":\"refresh+jwt\"}", claims(""), SECRET)))
        .isInstanceOf(Result.Refused.class);
  }

  /// RFC 7519, section 2. Found by trying: Python's `timestamp()` and some of PHP's libraries write
  /// fractions, and were told that their tokens are bad.
  @Test
  void times_may_have_fractions_and_be_written_as_any_number() {
    String head = "{\"iss\":\"chat-cluster\",\"aud\":\"chat\",\"sub\":\"ada\"";

    assertThat(judge(HEADER, head + ",\"iat\":1789999999.7523415,\"exp\":1790000060.2500001}"))
        .isEqualTo(new Result.Accepted(new UserId("ada"), "ada", NOW * 1_000 + 90_250));
    assertThat(judge(HEADER, head + ",\"iat\":1.79E9,\"exp\":1.79000006e9}"))
        .isInstanceOf(Result.Accepted.class);
    assertThat(judge(HEADER, claims(",\"nbf\":" + NOW + ".5"))).isInstanceOf(Result.Accepted.class);
    assertThat(judge(HEADER, claims(",\"nbf\":null"))).isInstanceOf(Result.Accepted.class);
    assertThat(
            judge(HEADER, head + ",\"iat\":" + (NOW - 900) + ".5,\"exp\":" + (NOW - 301) + ".5}"))
        .isInstanceOf(Result.Expired.class);
    refused(HEADER, head + ",\"iat\":" + NOW + ",\"exp\":" + (NOW + 86_400) + ".001}");
    refused(HEADER, head + ",\"iat\":" + (NOW + 30) + ".5,\"exp\":" + (NOW + 60) + "}");
    refused(HEADER, claims(",\"nbf\":" + (NOW + 30) + ".5"));
  }

  @Test
  void claims_that_are_not_ours_may_be_anything() {
    String more =
        ",\"realm_access\":{\"roles\":[{\"a\":[1,2]}]},\"jti\":7,\"admin\":false,\"n\":12.5";

    assertThat(judge(HEADER, claims(more))).isInstanceOf(Result.Accepted.class);
  }

  @Test
  void times_are_required_numbers_and_at_most_a_day_apart() {
    String head = "{\"iss\":\"chat-cluster\",\"aud\":\"chat\",\"sub\":\"ada\"";

    refused(HEADER, head + ",\"iat\":" + NOW + "}");
    refused(HEADER, head + ",\"exp\":" + (NOW + 60) + "}");
    refused(HEADER, head + ",\"iat\":" + NOW + ",\"exp\":1e300}");
    refused(HEADER, head + ",\"iat\":" + NOW + ",\"exp\":\"" + (NOW + 60) + "\"}");
    refused(HEADER, head + ",\"iat\":" + NOW + ",\"exp\":" + (NOW + 86_401) + "}");
    refused(HEADER, head + ",\"iat\":" + NOW + ",\"exp\":" + NOW + "}");
    refused(HEADER, head + ",\"iat\":" + (NOW + 31) + ",\"exp\":" + (NOW + 60) + "}");
    refused(HEADER, claims(",\"nbf\":" + (NOW + 31)));
    refused(HEADER, claims(",\"nbf\":\"now\""));
    refused(HEADER, claims(",\"nbf\":true"));
    refused(HEADER, claims(",\"nbf\":{}"));
    for (String time : List.of("1e400", "-1e300", "9".repeat(300), "NaN", "true", "null", "[]")) {
      refused(HEADER, head + ",\"iat\":" + NOW + ",\"exp\":" + time + "}");
      refused(HEADER, head + ",\"iat\":" + time + ",\"exp\":" + (NOW + 60) + "}");
    }
  }

  @Test
  void one_that_was_good_once_is_expired() {
    String old =
        "{\"iss\":\"chat-cluster\",\"aud\":\"chat\",\"sub\":\"ada\",\"iat\":%d,\"exp\":%d}"
            .formatted(NOW - 100, NOW - 30);

    assertThat(judge(HEADER, old)).isInstanceOf(Result.Expired.class);
  }

  @Test
  void issuer_and_audience_must_be_ours() {
    refused(HEADER, claims("").replace("chat-cluster", "somebody"));
    refused(HEADER, claims("").replace("\"aud\":\"chat\"", "\"aud\":\"shop\""));
    refused(HEADER, claims("").replace("\"aud\":\"chat\",", ""));
    assertThat(judge(HEADER, claims("").replace("\"aud\":\"chat\"", "\"aud\":[\"shop\",\"chat\"]")))
        .isInstanceOf(Result.Accepted.class);
  }

  @Test
  void a_subject_is_a_user_id_and_a_bad_name_is_replaced_by_it() {
    refused(HEADER, claims("").replace("\"ada\"", "\" a\""));
    refused(HEADER, claims("").replace("\"ada\"", "7"));
    for (String name : List.of("", "  ", "a\\u0000b", "\\u202Eadmin", "x".repeat(65))) {
      assertThat(judge(HEADER, claims(",\"name\":\"" + name + "\"")))
          .as(name)
          .isInstanceOfSatisfying(
              Result.Accepted.class, accepted -> assertThat(accepted.name()).isEqualTo("ada"));
    }
  }

  @Test
  void the_previous_secret_verifies_while_secrets_are_changed() {
    Tokens rotating =
        new Tokens(
            new TokenSettings(List.of(OTHER, SECRET), "chat-cluster", "chat"), () -> NOW * 1_000);

    assertThat(rotating.verify(token(HEADER, claims(""), SECRET)))
        .isInstanceOf(Result.Accepted.class);
    assertThat(rotating.verify(token(HEADER, claims(""), OTHER)))
        .isInstanceOf(Result.Accepted.class);
  }

  @Test
  void a_short_secret_is_refused_and_none_is_ever_printed() {
    assertThatThrownBy(() -> new TokenSettings(List.of("short"), "i", "a"))
        .hasMessageContaining("32 bytes");
    assertThat(settings.toString()).doesNotContain(SECRET);
  }
}
