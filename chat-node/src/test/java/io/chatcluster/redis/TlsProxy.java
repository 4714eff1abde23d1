package io.chatcluster.redis;

import io.chatcluster.tls.Authority;
import io.chatcluster.waiting.Answers;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;

/// TLS in front of a plain Redis, as stunnel or a cloud's Redis has it: the Redis that comes in a
/// jar has none of its own.
final class TlsProxy {

  private final NetServer server;

  /// @param clients the file of authorities whose clients it takes; empty: it asks for none
  TlsProxy(Vertx vertx, int redisPort, Authority.Identity identity, String clients) {
    NetClient plain = vertx.createNetClient();
    NetServerOptions options =
        new NetServerOptions()
            .setHost("127.0.0.1")
            .setPort(0)
            .setSsl(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .addCertPath(identity.certificate().toString())
                    .addKeyPath(identity.key().toString()));
    if (!clients.isEmpty()) {
      options
          .setClientAuth(ClientAuth.REQUIRED)
          .setTrustOptions(new PemTrustOptions().addCertPath(clients));
    }
    server =
        Answers.of(
            vertx
                .createNetServer(options)
                .connectHandler(from -> join(from, plain, redisPort))
                .listen());
  }

  private static void join(NetSocket from, NetClient plain, int redisPort) {
    from.pause();
    plain
        .connect(redisPort, "127.0.0.1")
        .onSuccess(
            to -> {
              var _ = from.pipeTo(to);
              var _ = to.pipeTo(from);
            })
        .onFailure(_ -> from.close());
  }

  int port() {
    return server.actualPort();
  }
}
