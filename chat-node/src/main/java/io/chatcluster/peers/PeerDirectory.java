package io.chatcluster.peers;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/// Where all nodes are, as each of them says of itself. Any thread; answers come on any.
///
/// 1. [#announce] holds for the time it names and no longer; a later one takes its place.
/// 2. [#find] answers with what was announced last, and with nothing once that has run out.
/// 3. Both fail when nobody can be asked, and are not repeated.
public interface PeerDirectory {

  Future<Void> announce(String node, PeerAddress address, Duration life);

  Future<Optional<PeerAddress>> find(String node);
}
