package io.chatcluster.local.cluster;

import io.chatcluster.local.machine.SecretFile;
import io.chatcluster.local.postgres.PostgresServer;
import io.chatcluster.local.redis.RedisServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The variables of the nodes of a local cluster.
final class NodeEnvironment {
  private NodeEnvironment() {}

  /// Those that all of them share.
  ///
  /// @param webPorts the ports at which a browser may load the page: every one is an allowed origin
  static Map<String, String> of(
      RedisServer redis, PostgresServer postgres, List<Integer> webPorts) {
    Map<String, String> environment = new HashMap<>();
    environment.put("CHAT_REDIS_URL", redis.url());
    environment.put("CHAT_DATABASE_URL", postgres.url());
    environment.put("CHAT_DATABASE_USER", postgres.user());
    environment.put(
        "CHAT_DATABASE_PASSWORD_FILE", postgres.password().path().toAbsolutePath().toString());
    // On a developer's own machine the nodes bring the schema up to date themselves.
    environment.put("CHAT_DATABASE_OWNER", postgres.owner());
    environment.put(
        "CHAT_DATABASE_OWNER_PASSWORD_FILE",
        postgres.ownerPassword().path().toAbsolutePath().toString());
    environment.put("CHAT_GUESTS", "true");
    // As tutorials have it: no tokens, and a room for everybody.
    environment.put("CHAT_TRUST_NAMES", "true");
    environment.put("CHAT_LOBBY", "lobby");
    environment.put("CHAT_ORIGINS", origins(webPorts));
    // nginx says on whose behalf it calls. All the same, all clients on this machine have one
    // address, so an address may open as much as NginxLimits allows.
    environment.put("CHAT_TRUSTED_PROXIES", "127.0.0.1,::1");
    environment.put("CHAT_ADDRESS_CONNECTIONS", "60000");
    environment.put("CHAT_ADDRESS_HANDSHAKES", "20000/20000");
    environment.put("CHAT_ADDRESS_GUESTS", "200/400");
    // There is no load balancer to wait for, and whoever pressed Ctrl-C is waiting.
    environment.put("CHAT_DRAIN_DELAY", "0s");
    environment.put("CHAT_DRAIN_WINDOW", "1s");
    return environment;
  }

  /// Those of one node.
  ///
  /// @param wanted wins
  static Map<String, String> of(
      Map<String, String> shared, SecretFile peerSecret, int peerPort, Map<String, String> wanted) {
    Map<String, String> environment = new HashMap<>(shared);
    environment.put("CHAT_PEER_SECRET_FILE", peerSecret.path().toString());
    environment.put("CHAT_PEER_HOST", "127.0.0.1");
    environment.put("CHAT_PEER_ADDRESS", "127.0.0.1");
    environment.put("CHAT_PEER_PORT", String.valueOf(peerPort));
    environment.putAll(wanted);
    return environment;
  }

  private static String origins(List<Integer> ports) {
    return ports.stream()
        .flatMap(
            port ->
                Stream.of(
                    "http://localhost:" + port, "http://127.0.0.1:" + port, "http://[::1]:" + port))
        .collect(Collectors.joining(","));
  }
}
