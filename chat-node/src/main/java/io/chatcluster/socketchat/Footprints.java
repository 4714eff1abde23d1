package io.chatcluster.socketchat;

import io.chatcluster.broker.Memos;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The footprints of sessions, by the secret that only the client of each knows.
///
/// Owned by one event loop. What is kept bears the digest of the secret, so whoever reads it there
/// cannot take a session over.
final class Footprints {

  private static final Logger LOG = LoggerFactory.getLogger(Footprints.class);
  private static final int LONGEST_SECRET = 64;

  private final Memos memos;
  private final Duration life;

  /// @param life how long after it was kept last a footprint is there
  Footprints(Memos memos, Duration life) {
    this.memos = memos;
    this.life = life;
  }

  /// Keeps one. If that fails, its client begins anew after its next reconnect.
  void keep(String pid, Footprint footprint) {
    memos
        .keep(name(pid), footprint.encode(), life)
        .onFailure(failure -> LOG.debug("a footprint is not kept: {}", failure.toString()));
  }

  Future<Optional<Footprint>> find(String pid) {
    if (pid.isEmpty() || pid.length() > LONGEST_SECRET) {
      return Future.succeededFuture(Optional.empty());
    }
    return memos.find(name(pid)).map(text -> text.flatMap(Footprint::decode));
  }

  void forget(String pid) {
    memos
        .forget(name(pid))
        .onFailure(failure -> LOG.debug("a footprint is not forgotten: {}", failure.toString()));
  }

  private static String name(String pid) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(pid.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
