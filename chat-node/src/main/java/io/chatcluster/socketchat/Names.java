package io.chatcluster.socketchat;

import io.chatcluster.protocol.UserId;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/// Makes the names that sessions bear, and passes for those who need no token. Owned by one event
/// loop.
final class Names {

  private static final int SESSION_BYTES = 8;
  private static final int SECRET_BYTES = 18;
  private static final int GUEST_BYTES = 8;

  private final String node;
  private final Passes passes;
  private final SecureRandom random = new SecureRandom();

  /// @param node id of this node
  Names(String node, Passes passes) {
    this.node = node;
    this.passes = passes;
  }

  /// The id of a session; it begins with its node's.
  String session() {
    return node + "." + HexFormat.of().formatHex(bytes(SESSION_BYTES));
  }

  /// Something that nobody can guess: Engine.IO's ids begin with the node's, too, by which the load
  /// balancer finds it.
  String engine() {
    return node + "." + secret();
  }

  /// Something that nobody can guess.
  String secret() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(SECRET_BYTES));
  }

  /// A token for a user who is taken at their word.
  String pass(UserId user, String name) {
    return passes.pass(user, name);
  }

  /// A token for somebody new.
  String guestPass(String name) {
    String id = UserId.GUEST_PREFIX + HexFormat.of().formatHex(bytes(GUEST_BYTES));
    return pass(new UserId(id), name);
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
