package io.chatcluster;

import static io.chatcluster.SettingsRules.fitting;

import io.chatcluster.auth.TokenSettings;
import io.chatcluster.config.Configuration;
import io.chatcluster.config.Variable;
import io.chatcluster.limits.Limits;
import io.chatcluster.limits.Proxies;
import io.chatcluster.protocol.Reply;
import io.chatcluster.rest.Guests;
import io.chatcluster.rest.Origins;
import io.chatcluster.session.SessionSettings;
import io.chatcluster.ws.WsSettings;
import java.util.ArrayList;
import java.util.List;

/// What the parts of a node that clients meet need to know.
///
/// @param origins of pages that may connect
record EdgeSettings(
    WsSettings ws,
    SessionSettings session,
    Limits.Settings limits,
    TokenSettings tokens,
    Guests.Settings guests,
    Origins origins,
    SocketIoSettings socketIo) {

  static EdgeSettings of(Configuration values, String nodeId) {
    return new EdgeSettings(
        ws(values),
        session(values, nodeId),
        LimitSettings.of(values),
        tokens(values),
        new Guests.Settings(values.flag(Variable.GUESTS), values.time(Variable.GUEST_TTL)),
        fitting("CHAT_ORIGINS", () -> Origins.of(values.text(Variable.ORIGINS))),
        SocketIoSettings.of(values));
  }

  private static WsSettings ws(Configuration values) {
    return new WsSettings(
        values.number(Variable.MAX_FRAME),
        values.number(Variable.OUTBOX),
        new WsSettings.Controls(
            values.number(Variable.CONTROL_PER_SECOND), values.number(Variable.CONTROL_BURST)),
        new WsSettings.Pings(
            values.time(Variable.PING_INTERVAL), values.time(Variable.PING_TIMEOUT)),
        new WsSettings.Newcomers(
            values.number(Variable.MAX_CONNECTIONS),
            values.number(Variable.MAX_HTTP_CONNECTIONS),
            values.time(Variable.REQUEST_TIMEOUT),
            fitting(
                "CHAT_TRUSTED_PROXIES", () -> Proxies.of(values.text(Variable.TRUSTED_PROXIES)))));
  }

  private static SessionSettings session(Configuration values, String nodeId) {
    return new SessionSettings(
        nodeId,
        CoreSettings.level(values),
        new Reply.Limits(
            values.time(Variable.PING_INTERVAL),
            values.number(Variable.MAX_FRAME),
            values.number(Variable.MAX_MESSAGE),
            values.number(Variable.MAX_DATA),
            values.number(Variable.MAX_ROOMS),
            values.number(Variable.MAX_IN_FLIGHT),
            values.time(Variable.ID_WINDOW),
            values.time(Variable.SIGNAL_INTERVAL)),
        values.time(Variable.CONNECT_TIMEOUT),
        values.time(Variable.SLOW_CONSUMER_TIMEOUT),
        values.number(Variable.MAX_MALFORMED));
  }

  private static TokenSettings tokens(Configuration values) {
    List<String> secrets = new ArrayList<>();
    secrets.add(values.text(Variable.TOKEN_SECRET));
    if (!values.text(Variable.TOKEN_SECRET_PREVIOUS).isEmpty()) {
      secrets.add(values.text(Variable.TOKEN_SECRET_PREVIOUS));
    }
    return fitting(
        secrets.size() > 1 ? "CHAT_TOKEN_SECRET, CHAT_TOKEN_SECRET_PREVIOUS" : "CHAT_TOKEN_SECRET",
        () ->
            new TokenSettings(
                secrets,
                values.text(Variable.TOKEN_ISSUER),
                values.text(Variable.TOKEN_AUDIENCE),
                values.flag(Variable.TOKEN_PLAIN)));
  }
}
