package io.chatcluster.limits;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/// The limits of one node: accounts by scope, and their settlement with the other nodes.
///
/// Any thread, and without locks on the path of a message, except [#settleWith] and [#tick], which
/// belong to one loop. All times are of a clock that never goes back.
public final class Limits {

  /// How often [#tick] wants to be called.
  public static final long TICK_MILLIS = 250;

  private static final int TICKS_TO_SWEEP = 4;

  private final Settings settings;
  private final LimitEvents events;
  private final Settlement settlement;
  private final Map<Scope, Accounts> accounts = new EnumMap<>(Scope.class);
  private int ticks;

  /// @param rates whatever is missing has no limit
  /// @param socketsPerAddress 0 for no limit
  /// @param mostAccounts most accounts of each scope
  public record Settings(Map<Limit, Rate> rates, int socketsPerAddress, int mostAccounts) {

    /// No limits at all.
    public static final Settings NONE = new Settings(Map.of(), 0, 1_000);

    public Settings {
      rates = Map.copyOf(rates);
    }
  }

  public Limits(Settings settings, LimitEvents events) {
    this.settings = settings;
    this.events = events;
    this.settlement = new Settlement(events);
    for (Scope scope : Scope.values()) {
      Map<Limit, Rate> rates = new EnumMap<>(Limit.class);
      settings
          .rates()
          .forEach(
              (limit, rate) -> {
                if (limit.scope() == scope && rate.limits()) {
                  rates.put(limit, rate);
                }
              });
      Consumer<Bucket> onBusy = scope == Scope.NODE ? Bucket::forgo : settlement::busy;
      accounts.put(scope, new Accounts(rates, settings.mostAccounts(), onBusy));
    }
  }

  /// The account of a user; the caller closes it.
  public Account user(String name) {
    return of(Scope.USER).open(name);
  }

  /// The account of a room; the caller closes it.
  public Account room(String name) {
    return of(Scope.ROOM).open(name);
  }

  /// The account of a client's address; the caller closes it.
  public Account address(ClientAddress address) {
    return of(Scope.ADDRESS).open(address.value());
  }

  /// The account of this node; the caller closes it.
  public Account node() {
    return of(Scope.NODE).open("node");
  }

  private Accounts of(Scope scope) {
    Accounts found = accounts.get(scope);
    if (found == null) {
      throw new IllegalStateException("no accounts of " + scope);
    }
    return found;
  }

  /// Whether the address has more sockets open than it may; the account counts them.
  public boolean tooManySockets(Account address) {
    int most = settings.socketsPerAddress();
    return most > 0 && address.holders() > most;
  }

  /// Something was refused because of this limit.
  public void refused(Limit limit) {
    events.refused(limit);
  }

  /// From now on, settles with the other nodes.
  public void settleWith(Quotas quotas) {
    settlement.with(quotas);
  }

  /// Settles and forgets; to be called each [#TICK_MILLIS].
  public void tick(long nowMillis) {
    settlement.tick(nowMillis);
    if (++ticks % TICKS_TO_SWEEP == 0) {
      accounts.values().forEach(kept -> kept.sweep(nowMillis));
    }
  }

  /// How many accounts this node keeps at the moment. Any thread.
  public int accounts(Scope scope) {
    return of(scope).size();
  }
}
