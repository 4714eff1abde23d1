package io.chatcluster.peers;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// The proof that a request comes from a node: an HMAC (SHA-256) with the secret that all nodes
/// share, over what is asked, for whom, and when. Any thread.
///
/// The body is not in it. Whoever could change it on its way also sees the session's id, and may
/// say everything in its name with that alone.
public final class Proof {

  /// Less than 256 bits would be weaker than the hash.
  private static final int LEAST_BYTES = 32;

  /// How far the clocks of two nodes may be apart, and how long a proof holds.
  private static final long WINDOW_MILLIS = Duration.ofSeconds(60).toMillis();

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;
  private final LongSupplier clock;

  /// What is proved.
  ///
  /// @param client the address on whose behalf it is asked
  record Claim(String method, String uri, String client) {}

  /// @param clock milliseconds since 1970
  /// @throws IllegalArgumentException with a sentence if the secret is too short
  public Proof(String secret, LongSupplier clock) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < LEAST_BYTES) {
      throw new IllegalArgumentException("a secret needs at least " + LEAST_BYTES + " bytes");
    }
    this.key = new SecretKeySpec(bytes, ALGORITHM);
    this.clock = clock;
  }

  /// Proves it, now.
  String of(Claim claim) {
    long now = clock.getAsLong();
    return now + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(mac(claim, now));
  }

  /// Whether somebody has proved it a moment ago. Takes the same time wherever the proof is wrong.
  boolean holds(@Nullable String proof, Claim claim) {
    int dot = proof == null ? -1 : proof.indexOf('.');
    if (proof == null || dot < 1 || !proof.substring(0, dot).matches("\\d{1,15}")) {
      return false;
    }
    long when = Long.parseLong(proof.substring(0, dot));
    try {
      byte[] given = Base64.getUrlDecoder().decode(proof.substring(dot + 1));
      return MessageDigest.isEqual(mac(claim, when), given)
          && Math.abs(clock.getAsLong() - when) <= WINDOW_MILLIS;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private byte[] mac(Claim claim, long when) {
    // None of the words has a line break in it: HTTP allows none.
    String words =
        String.join(
            "\n", "chat-peer", claim.method(), claim.uri(), claim.client(), Long.toString(when));
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(words.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
