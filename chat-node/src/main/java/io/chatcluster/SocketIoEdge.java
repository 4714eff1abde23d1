package io.chatcluster;

import io.chatcluster.auth.DisplayName;
import io.chatcluster.auth.TokenIssuer;
import io.chatcluster.engineio.ClientFiles;
import io.chatcluster.engineio.EngineLoops;
import io.chatcluster.protocol.UserId;
import io.chatcluster.session.SessionContext;
import io.chatcluster.socketchat.SocketChatLoop;
import io.chatcluster.ws.Admission;
import io.chatcluster.ws.WsLoop;
import io.vertx.core.Vertx;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Makes the part of the clients' port that is for Socket.IO.
record SocketIoEdge(
    Vertx vertx,
    EdgeSettings edge,
    ChatServer.Means means,
    Admission admission,
    Predicate<@Nullable String> origins,
    ClientFiles files,
    EngineLoops all) {

  private static final long PASS_SECONDS = 24 * 60 * 60;
  private static final String NAMELESS = "Guest";

  /// Made on the loop of this index.
  SocketChatLoop loop(int index, SessionContext sessions, WsLoop sockets) {
    TokenIssuer issuer = new TokenIssuer(edge.tokens());
    return new SocketChatLoop(
        vertx,
        sessions,
        edge.socketIo().chat(),
        edge.socketIo().engine(),
        new SocketChatLoop.Means(
            all,
            sockets,
            admission,
            origins,
            means.memos().get(index),
            (user, name) -> pass(issuer, user, name),
            files,
            (request, sid) -> means.elsewhere().takes(index, request, sid)));
  }

  private static String pass(TokenIssuer issuer, UserId user, String name) {
    String shown =
        DisplayName.claimed(name) instanceof DisplayName.Claim.Granted(String granted)
            ? granted
            : NAMELESS;
    return issuer.issue(user, shown, System.currentTimeMillis(), PASS_SECONDS);
  }
}
