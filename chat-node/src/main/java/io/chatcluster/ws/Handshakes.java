package io.chatcluster.ws;

import io.chatcluster.limits.Account;
import io.chatcluster.limits.Limit;
import io.chatcluster.limits.Limits;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who may open a socket. Owned by one event loop.
final class Handshakes {

  private static final Logger LOG = LoggerFactory.getLogger(Handshakes.class);
  private static final String NOT_YOUR_PAGE = "this server does not accept pages of your origin";

  /// Gets the sockets; it has to tell the [Admission] when they are gone.
  interface Accepted {

    /// @param token of the handshake, if it had one
    /// @param address to be closed with the socket
    void open(ServerWebSocket socket, @Nullable String token, Account address);
  }

  private final Admission admission;
  private final Limits limits;
  private final LongSupplier clock;
  private final WsEvents events;
  private final Accepted accepted;

  /// @param clock milliseconds of a clock that nobody can set
  Handshakes(
      Admission admission, Limits limits, LongSupplier clock, WsEvents events, Accepted accepted) {
    this.admission = admission;
    this.limits = limits;
    this.clock = clock;
    this.events = events;
    this.accepted = accepted;
  }

  /// Answers a handshake; all limits come before any work.
  void answer(HttpServerRequest request) {
    int refusal = Upgrade.wanted(request) ? Upgrade.refusal(request) : 426;
    if (!WsLoop.PATH.equals(request.path())) {
      reject(request, 404, "path");
    } else if (refusal != 0) {
      reject(request, refusal, "malformed");
    } else if (admission.draining()) {
      reject(request, 503, "draining");
    } else if (!admission.welcomes(request.headers().get("Origin"))) {
      reject(request, 403, "origin");
    } else {
      Account address = limits.address(admission.client(request));
      String excess = excess(address);
      if (excess != null) {
        address.close();
        reject(request, 429, excess);
      } else if (!admission.admit()) {
        address.close();
        reject(request, 503, "full");
      } else {
        accept(request, address);
      }
    }
  }

  /// Why nobody may come in by this request now, for a protocol above this one; null if somebody
  /// may, which counts as a handshake of its address, but not as a socket yet.
  @Nullable String excess(HttpServerRequest request) {
    String reason = null;
    if (admission.draining()) {
      reason = "draining";
    } else if (!admission.welcomes(request.headers().get("Origin"))) {
      reason = "origin";
    } else if (admission.full()) {
      reason = "full";
    } else {
      Account address = limits.address(admission.client(request));
      reason = excess(address);
      address.close();
    }
    if (reason != null) {
      events.rejected(reason);
    }
    return reason;
  }

  /// Makes a WebSocket of a handshake for a protocol above this one.
  void upgrade(HttpServerRequest request, Consumer<ServerWebSocket> opened) {
    int refusal = Upgrade.refusal(request);
    if (refusal != 0) {
      reject(request, refusal, "malformed");
      return;
    }
    request
        .toWebSocket()
        .onSuccess(opened::accept)
        .onFailure(failure -> LOG.debug("handshake: {}", failure.toString()));
  }

  /// The limit that the address exceeds; null if it may come in, which is then counted.
  private @Nullable String excess(Account address) {
    long now = clock.getAsLong();
    if (limits.tooManySockets(address)) {
      return "address_full";
    }
    if (address.waitMillis(Limit.ADDRESS_HANDSHAKES, 1, now) > 0) {
      limits.refused(Limit.ADDRESS_HANDSHAKES);
      return "rate";
    }
    address.charge(Limit.ADDRESS_HANDSHAKES, 1, now);
    return null;
  }

  private void accept(HttpServerRequest request, Account address) {
    String token = token(request.headers().get("Sec-WebSocket-Protocol"));
    request
        .toWebSocket()
        .onSuccess(socket -> accepted.open(socket, token, address))
        .onFailure(
            failure -> {
              admission.socketGone();
              address.close();
              LOG.debug("handshake: {}", failure.toString());
            });
  }

  private void reject(HttpServerRequest request, int status, String reason) {
    events.rejected(reason);
    HttpServerResponse response = request.response().setStatusCode(status);
    if (status == 426) {
      response.putHeader("Upgrade", "websocket");
      response.putHeader("Sec-WebSocket-Version", Upgrade.VERSION);
    } else if (status == 429) {
      response.putHeader("Retry-After", "1");
    } else if (status == 405) {
      response.putHeader("Allow", "GET");
    }
    response
        .end(response.getStatusMessage() + ": " + (status == 403 ? NOT_YOUR_PAGE : reason))
        .onFailure(failure -> LOG.debug("reject: {}", failure.toString()));
  }

  /// The token of `Sec-WebSocket-Protocol: chat.v1, <token>`.
  private static @Nullable String token(@Nullable String protocols) {
    if (protocols == null) {
      return null;
    }
    int comma = protocols.indexOf(',');
    boolean ours = comma > 0 && protocols.substring(0, comma).strip().equals(WsLoop.SUBPROTOCOL);
    return ours ? protocols.substring(comma + 1).strip() : null;
  }
}
