package io.chatcluster.socketchat;

import io.chatcluster.limits.Account;
import io.chatcluster.socketio.Answer;
import io.chatcluster.socketio.Entrance;
import io.chatcluster.socketio.Entry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One client that has begun, in the chat or not in it yet. Owned by its loop.
final class Visitor implements Entrance {

  private final SocketContext context;
  private final @Nullable String token;
  private final Supplier<Account> addresses;
  private final Visits visits;
  private final Runnable gone;
  private @Nullable Account address;
  private @Nullable Visit visit;

  /// @param token of the handshake; null if it had none
  /// @param addresses opens the account of the client's address
  /// @param gone called once
  Visitor(
      SocketContext context,
      @Nullable String token,
      Supplier<Account> addresses,
      Visits visits,
      Runnable gone) {
    this.context = context;
    this.token = token;
    this.addresses = addresses;
    this.visits = visits;
    this.gone = gone;
    // So that it counts from the beginning; the first session takes it over.
    this.address = addresses.get();
  }

  @Override
  public Future<Answer> enters(Entry entry) {
    if (!entry.namespace().equals(Events.NAMESPACE)) {
      return Future.succeededFuture(new Answer.Refused("Invalid namespace"));
    }
    JsonObject auth = entry.auth();
    boolean shown = auth != null && auth.getValue("token") instanceof String;
    String given = shown && auth != null ? auth.getString("token") : token;
    visit = new Visit(context, entry, given, this::address, visits);
    return visit.begin();
  }

  private Account address() {
    Account held = address;
    address = null;
    return held == null ? addresses.get() : held;
  }

  @Override
  public void closed() {
    if (visit != null) {
      visit.gone();
    }
    if (address != null) {
      address.close();
    }
    gone.run();
  }
}
