package io.chatcluster.rest;

import io.chatcluster.auth.DisplayName;
import io.chatcluster.auth.TokenIssuer;
import io.chatcluster.limits.Account;
import io.chatcluster.limits.ClientAddress;
import io.chatcluster.limits.Limit;
import io.chatcluster.limits.Limits;
import io.chatcluster.limits.Proxies;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/// `POST /api/guest`: a token for anybody who gives a name, where that is wanted.
///
/// Any event loop. An address above its rate is not refused at once but waits its turn: a program
/// that asks in a loop slows itself down, and others behind the same address get in between. Above
/// the rate of the node, addresses take turns ([GuestTurns]).
public final class Guests {

  private static final String FORWARDED_FOR = "X-Forwarded-For";

  /// How long a request may wait for its address's rate.
  private static final long PATIENCE_MILLIS = 2_000;

  private final GuestPass pass;
  private final Settings settings;
  private final Limits limits;
  private final Proxies proxies;
  private final LongSupplier elapsedMillis;
  private final GuestTurns turns;

  public record Settings(boolean allowed, Duration life) {}

  /// @param elapsedMillis a clock that nobody can set
  public Guests(
      TokenIssuer issuer,
      Settings settings,
      Limits limits,
      Proxies proxies,
      LongSupplier elapsedMillis) {
    this.pass = new GuestPass(issuer, settings.life());
    this.settings = settings;
    this.limits = limits;
    this.proxies = proxies;
    this.elapsedMillis = elapsedMillis;
    this.turns = new GuestTurns(limits, elapsedMillis);
  }

  void handle(RoutingContext request) {
    DisplayName.Claim claim = DisplayName.claimed(name(request));
    if (!settings.allowed()) {
      new Problem(403, "guests_not_allowed", "this server has no guests").to(request.response());
    } else {
      switch (claim) {
        case DisplayName.Claim.Unreadable() ->
            new Problem(
                    400, "bad_name", "a name is 1 to 64 visible characters, as {\"name\":\"Ada\"}")
                .to(request.response());
        case DisplayName.Claim.Deceptive() ->
            new Problem(400, "mixed_name", "a name mixes no letters of alphabets that look alike")
                .to(request.response());
        case DisplayName.Claim.Granted(String name) -> welcome(request, name);
      }
    }
  }

  private void welcome(RoutingContext request, String name) {
    SocketAddress peer = request.request().remoteAddress();
    String host = peer == null ? null : peer.hostAddress();
    List<String> forwardedFor = request.request().headers().getAll(FORWARDED_FOR);
    ClientAddress client = proxies.client(host, forwardedFor);
    Account address = limits.address(client);
    long now = elapsedMillis.getAsLong();
    long wait = address.waitMillis(Limit.ADDRESS_GUESTS, 1, now);
    if (wait > PATIENCE_MILLIS) {
      limits.refused(Limit.ADDRESS_GUESTS);
      address.close();
      refuse(request, wait);
      return;
    }
    address.charge(Limit.ADDRESS_GUESTS, 1, now);
    if (wait > 0) {
      request.vertx().setTimer(wait, _ -> takeTurn(request, name, client, address));
    } else {
      takeTurn(request, name, client, address);
    }
  }

  /// The address may have it; now the node is asked.
  private void takeTurn(
      RoutingContext request, String name, ClientAddress client, Account address) {
    turns.ask(
        client.value(),
        request.vertx(),
        wait -> {
          if (wait > 0) {
            address.giveBack(Limit.ADDRESS_GUESTS, 1);
            refuse(request, wait);
          } else {
            giveIfThere(request, name);
          }
          address.close();
        });
  }

  private static void refuse(RoutingContext request, long wait) {
    if (!request.response().closed()) {
      request.response().putHeader("Retry-After", String.valueOf(Math.ceilDiv(wait, 1_000)));
      new Problem(429, "rate_limited", "too many guests at once").to(request.response());
    }
  }

  private void giveIfThere(RoutingContext request, String name) {
    if (!request.response().closed()) {
      pass.give(request.response(), name);
    }
  }

  /// The name in the body; empty if there is none.
  private static String name(RoutingContext request) {
    try {
      JsonObject body = request.body().asJsonObject();
      Object name = body == null ? null : body.getValue("name");
      return name instanceof String text ? text : "";
    } catch (DecodeException | ClassCastException _) {
      return "";
    }
  }
}
