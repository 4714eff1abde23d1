package io.chatcluster.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// What a proof proves, and for how long; and addresses as they are written.
class ProofTest {

  private static final Proof.Claim CLAIM =
      new Proof.Claim("GET", "/socket.io/?sid=n1.0123", "192.0.2.1");

  private final AtomicLong clock = new AtomicLong(1_000_000);
  private final Proof proof = new Proof(PeerNode.SECRET, clock::get);

  @Test
  void a_proof_is_for_one_claim() {
    String good = proof.of(CLAIM);

    assertThat(proof.holds(good, CLAIM)).isTrue();
    for (Proof.Claim other :
        List.of(
            new Proof.Claim("POST", CLAIM.uri(), CLAIM.client()),
            new Proof.Claim("GET", CLAIM.uri() + "4", CLAIM.client()),
            new Proof.Claim("GET", CLAIM.uri(), "192.0.2.2"))) {
      assertThat(proof.holds(good, other)).isFalse();
    }
  }

  @Test
  void a_proof_holds_for_a_minute_on_either_side() {
    String good = proof.of(CLAIM);
    for (long apart : List.of(60_000L, -60_000L)) {
      clock.set(1_000_000 + apart);
      assertThat(proof.holds(good, CLAIM)).isTrue();
      clock.set(1_000_000 + apart + Long.signum(apart));
      assertThat(proof.holds(good, CLAIM)).isFalse();
    }
  }

  @Test
  void what_is_no_proof_proves_nothing() {
    String good = proof.of(CLAIM);
    String mac = good.substring(good.indexOf('.') + 1);
    for (String bad :
        List.of(
            "",
            ".",
            mac,
            "." + mac,
            "1000000.",
            "1000001." + mac,
            "-1." + mac,
            "1000000.%%%",
            "9999999999999999999999." + mac,
            good + "A",
            good.substring(0, good.length() - 2))) {
      assertThat(proof.holds(bad, CLAIM)).as(bad).isFalse();
    }
    assertThat(proof.holds(null, CLAIM)).isFalse();
    assertThat(new Proof(PeerNode.SECRET + "!", clock::get).holds(good, CLAIM)).isFalse();
  }

  @Test
  void a_short_secret_is_none() {
    assertThatThrownBy(() -> new Proof("short", clock::get)).hasMessageContaining("32 bytes");
  }

  @Test
  void an_address_is_read_as_it_was_written() {
    for (String text : List.of("10.0.3.7:9190", "n1:1", "[fd00::17]:65535")) {
      assertThat(PeerAddress.parse(text)).hasToString(text);
    }
    for (String text : List.of("", "n1", "n1:", ":1", "n1:0", "n1:65536", "n1:x", "http://n1:1")) {
      assertThat(PeerAddress.parse(text)).as(text).isNull();
    }
  }
}
