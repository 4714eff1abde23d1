package io.chatcluster.peers;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request on its way to the owner of its session, and the answer on its way back.
///
/// Owned by its connection's loop. It ends exactly once: with the answer, without one, or with the
/// client.
final class Forwarded {

  private static final Logger LOG = LoggerFactory.getLogger(Forwarded.class);
  private static final int UNAUTHORIZED = 401;

  /// What those of one loop share.
  ///
  /// @param ended told once
  record Context(
      Vertx vertx,
      HttpClient http,
      AddressBook book,
      PeerSettings settings,
      Forwarding.Means means,
      ByteBudget bytes,
      Consumer<Forwarded> ended) {}

  private final Context context;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final String owner;
  private final String client;
  private final boolean poll;
  private final boolean upgrade;
  private final Buffer body = Buffer.buffer();
  private @Nullable HttpClientRequest onward;
  private long deadline = -1;
  private long sentNanos;
  private boolean over;

  Forwarded(Context context, HttpServerRequest request, String owner) {
    this.context = context;
    this.request = request;
    this.response = request.response();
    this.owner = owner;
    this.client = context.means().clients().apply(request);
    this.poll = request.method().equals(HttpMethod.GET);
    this.upgrade = request.getHeader("Upgrade") != null;
  }

  void begin() {
    response.closeHandler(_ -> end(Outcome.CANCELLED));
    response.exceptionHandler(_ -> end(Outcome.CANCELLED));
    if (poll) {
      find();
    } else {
      // Whole, before a connection is taken for it: a slow client must not hold one.
      request.exceptionHandler(_ -> end(Outcome.CANCELLED));
      request.handler(this::piece);
      request.endHandler(_ -> find());
    }
  }

  private void piece(Buffer piece) {
    if (over) {
      return;
    }
    if (body.length() + piece.length() > context.settings().maxPayload()) {
      fail(Outcome.LONG);
    } else if (context.bytes().take(piece.length())) {
      body.appendBuffer(piece);
    } else {
      fail(Outcome.CROWDED);
    }
  }

  private void find() {
    if (!over) {
      context.book().find(owner).onSuccess(this::found);
    }
  }

  private void found(Optional<PeerAddress> address) {
    if (over) {
      return;
    }
    if (address.isEmpty()) {
      fail(Outcome.UNKNOWN);
    } else if (upgrade) {
      fail(Outcome.UPGRADE);
    } else {
      long patience = context.settings().patience().toMillis();
      long whole = poll ? context.settings().longestPoll().toMillis() : 0;
      deadline = context.vertx().setTimer(patience + whole, _ -> fail(Outcome.LATE));
      context
          .http()
          .request(options(address.get()))
          .onSuccess(this::send)
          .onFailure(_ -> fail(Outcome.UNREACHABLE));
    }
  }

  private RequestOptions options(PeerAddress address) {
    return new RequestOptions()
        .setHost(address.host())
        .setPort(address.port())
        .setMethod(request.method())
        .setURI(request.uri())
        .setConnectTimeout(context.settings().patience().toMillis());
  }

  private void send(HttpClientRequest to) {
    onward = to;
    if (over) {
      to.reset();
      return;
    }
    PeerHeaders.copy(request.headers(), to.headers());
    to.headers().remove("content-length");
    Proof.Claim claim = new Proof.Claim(request.method().name(), request.uri(), client);
    to.putHeader(PeerHeaders.CLIENT, client);
    to.putHeader(PeerHeaders.PROOF, context.means().proof().of(claim));
    sentNanos = System.nanoTime();
    (poll ? to.send() : to.send(body))
        .onSuccess(this::answered)
        .onFailure(_ -> fail(Outcome.BROKEN));
  }

  private void answered(HttpClientResponse answer) {
    if (over) {
      return;
    }
    if (answer.statusCode() == UNAUTHORIZED) {
      answer.exceptionHandler(_ -> {});
      LOG.warn(
          "node {} does not take what is forwarded to it: are CHAT_PEER_SECRET and the clocks of"
              + " both the same?",
          owner);
      fail(Outcome.DISTRUSTED);
      return;
    }
    if (!poll) {
      context.means().events().answered(System.nanoTime() - sentNanos);
    }
    response.setStatusCode(answer.statusCode());
    PeerHeaders.copy(answer.headers(), response.headers());
    if (answer.getHeader("Content-Length") == null) {
      response.setChunked(true);
    }
    answer
        .pipe()
        .endOnFailure(false)
        .to(response)
        .onSuccess(_ -> end(Outcome.ANSWERED))
        .onFailure(_ -> fail(Outcome.BROKEN));
  }

  /// Whether its owner is still there; to be called now and then.
  void check() {
    if (onward != null && poll) {
      context
          .book()
          .find(owner)
          .onSuccess(
              address -> {
                if (address.isEmpty()) {
                  fail(Outcome.UNKNOWN);
                }
              });
    }
  }

  /// Ends without an answer of the owner's.
  private void fail(Outcome outcome) {
    if (over) {
      return;
    }
    end(outcome);
    if (response.headWritten()) {
      // Half an answer is worse than none.
      response.reset();
      return;
    }
    switch (outcome) {
      case CROWDED -> PeerAnswers.crowded(request);
      case LONG -> PeerAnswers.tooLong(request);
      case UPGRADE -> PeerAnswers.elsewhere(request);
      case UNKNOWN, UNREACHABLE, BROKEN, LATE, DISTRUSTED -> PeerAnswers.gone(request);
      case ANSWERED, CANCELLED -> throw new IllegalStateException(outcome + " is not a failure");
    }
  }

  private void end(Outcome outcome) {
    if (over) {
      return;
    }
    over = true;
    context.vertx().cancelTimer(deadline);
    context.bytes().give(body.length());
    if (onward != null && outcome != Outcome.ANSWERED) {
      // Closes the connection, by which the owner learns it.
      onward.reset();
    }
    context.means().events().forwarded(outcome);
    context.ended().accept(this);
  }
}
