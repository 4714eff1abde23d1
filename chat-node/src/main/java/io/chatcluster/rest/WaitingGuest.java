package io.chatcluster.rest;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.function.LongConsumer;

/// One request for a guest's token that may have to wait for its turn. No two are the same.
final class WaitingGuest {

  private final String address;
  private final Vertx vertx;
  private final Context loop;
  private final LongConsumer answer;

  /// @param answer see [GuestTurns#ask]
  WaitingGuest(String address, Vertx vertx, LongConsumer answer) {
    this.address = address;
    this.vertx = vertx;
    this.loop = vertx.getOrCreateContext();
    this.answer = answer;
  }

  String address() {
    return address;
  }

  Vertx vertx() {
    return vertx;
  }

  /// On the loop that asked.
  void tell(long wait) {
    loop.runOnContext(_ -> answer.accept(wait));
  }
}
