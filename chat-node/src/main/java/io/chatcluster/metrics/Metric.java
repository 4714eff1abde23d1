package io.chatcluster.metrics;

/// Every metric of a node; the table in `docs/operations.md` is this list.
///
/// Prometheus adds `_total` to counters and `_seconds` to timers.
public enum Metric {
  CONNECTIONS(Type.GAUGE, "chat.connections", "sockets of this node"),
  HTTP_CONNECTIONS(Type.GAUGE, "chat.http.connections", "connections that are no sockets (yet)"),
  CONNECTIONS_OPENED(Type.COUNTER, "chat.connections.opened", "sockets that came"),
  CONNECTIONS_CLOSED(Type.COUNTER, "chat.connections.closed", "sockets that went, by reason"),
  HANDSHAKES_REJECTED(Type.COUNTER, "chat.handshakes.rejected", "refused handshakes, by reason"),
  PING_RTT(Type.TIMER, "chat.ping.rtt", "from a ping to its pong"),
  ROOMS(Type.GAUGE, "chat.rooms", "rooms that this node hears"),
  MEMBERSHIPS(Type.GAUGE, "chat.memberships", "sessions in rooms"),
  LAGGING(Type.GAUGE, "chat.memberships.lagging", "memberships that wait for their outbox"),
  WAITING(Type.GAUGE, "chat.messages.waiting", "messages between their sender and their ack"),
  DRAINING(Type.GAUGE, "chat.node.draining", "1 while the node sends its clients elsewhere"),
  BUILD_INFO(Type.GAUGE, "chat.build.info", "1, with the versions as labels"),

  MESSAGES_RECEIVED(Type.COUNTER, "chat.messages.received", "messages from clients"),
  MESSAGES_DELIVERED(Type.COUNTER, "chat.messages.delivered", "messages written to sockets"),
  MESSAGES_DUPLICATE(Type.COUNTER, "chat.messages.duplicate", "resends of stored messages"),
  SIGNALS(
      Type.COUNTER,
      "chat.signals",
      "signals from clients, and signals written to sockets, by stage"),
  SIGNALS_DROPPED(
      Type.COUNTER,
      "chat.signals.dropped",
      "signals that somebody did not hear, or nobody, by reason"),
  COMMANDS_FAILED(Type.COUNTER, "chat.commands.failed", "commands answered by an error, by code"),
  LIMITED(Type.COUNTER, "chat.limits.refused", "refusals because something was too fast, by limit"),
  LIMIT_ACCOUNTS(
      Type.GAUGE,
      "chat.limits.accounts",
      "users, rooms, addresses whose limits are kept, by scope"),
  LIMITS_SETTLED(
      Type.COUNTER, "chat.limits.settled", "busy limits settled with other nodes, by result"),
  PEERS_FORWARDED(
      Type.COUNTER,
      "chat.peers.forwarded",
      "requests for sessions of other nodes, by what became of them"),
  PEERS_UNDER_WAY(Type.GAUGE, "chat.peers.under.way", "requests that wait for other nodes"),
  PEERS_ANSWER(Type.TIMER, "chat.peers.answer", "from forwarding a POST to the owner's answer"),
  PEERS_CONNECTIONS(Type.GAUGE, "chat.peers.connections", "connections of other nodes to this one"),
  PEERS_REFUSED(
      Type.COUNTER, "chat.peers.refused", "requests at the internal port without a good proof"),
  PUBLISH_ACK(Type.TIMER, "chat.publish.ack", "from accepting a message to its ack"),
  DELIVERY_LATENCY(
      Type.TIMER, "chat.delivery.latency", "from accepting a message to its fan-out on this node"),

  RESUMES(Type.COUNTER, "chat.resumes", "joins with a position, by result"),
  CATCH_UPS(Type.COUNTER, "chat.catch.ups", "reads of a room log because of a missed wake-up"),
  HEALED(Type.COUNTER, "chat.position.checks.healed", "rooms found behind by the position check"),
  ROLLBACKS(Type.COUNTER, "chat.rollbacks", "rooms whose log lost a suffix that was seen here"),
  GAPS(Type.COUNTER, "chat.gaps", "rooms in which a range was beyond retention"),
  ROOMS_OPENED(
      Type.COUNTER, "chat.rooms.opened", "rooms opened in a new epoch, or after they were retired"),
  ROOMS_UNOPENED(Type.COUNTER, "chat.rooms.unopened", "rooms that could not be opened"),
  ROOMS_RETIRED(Type.COUNTER, "chat.rooms.retired", "quiet rooms that this node let leave Redis"),
  RESTORED(Type.COUNTER, "chat.publications.restored", "publications put back into the log"),

  ARCHIVED(Type.COUNTER, "chat.archive.rows", "messages committed to the archive by this node"),
  ARCHIVE_DUPLICATES(Type.COUNTER, "chat.archive.duplicates", "entries that were archived already"),
  ARCHIVE_ORPHANS(Type.COUNTER, "chat.archive.orphans", "entries of incarnations that lost"),
  ARCHIVE_BURIED(Type.COUNTER, "chat.archive.buried", "entries that the database refused"),
  ARCHIVE_HALTED(Type.COUNTER, "chat.archive.halted", "times a partition stood still"),
  ARCHIVE_FAILURES(Type.COUNTER, "chat.archive.failures", "failed rounds of the archiver"),
  ARCHIVE_BACKLOG(
      Type.GAUGE, "chat.archive.backlog", "entries of all partitions that wait for an archiver"),
  ARCHIVE_LAG(Type.GAUGE, "chat.archive.lag.seconds", "how long the oldest of them has waited"),
  ARCHIVE_TAKEN_OVER(
      Type.GAUGE,
      "chat.archive.taken.over",
      "partitions archived here because nothing moved there"),
  ARCHIVE_COMMIT(Type.TIMER, "chat.archive.commit", "one archive transaction"),

  REDIS_UP(Type.GAUGE, "chat.redis.up", "connections to Redis that stand, by link"),
  REDIS_LINKS(Type.GAUGE, "chat.redis.links", "connections to Redis that are wanted, by link"),
  REDIS_RECONNECTS(Type.COUNTER, "chat.redis.reconnects", "connections to Redis made, by link"),
  REDIS_FAILING(
      Type.GAUGE, "chat.redis.failing", "kinds of commands that have failed for a minute, by link"),
  REDIS_EVICTS(Type.GAUGE, "chat.redis.evicts", "1 while Redis may drop messages to make room"),
  REDIS_MEMORY(Type.GAUGE, "chat.redis.memory.ratio", "share of Redis' `maxmemory` in use"),
  REDIS_COMMAND(Type.TIMER, "chat.redis.command", "from sending a command to its answer, by link"),
  LOOP_LAG(Type.TIMER, "chat.event.loop.lag", "how late a timer of an event loop fires");

  /// How it is counted.
  public enum Type {
    COUNTER,
    GAUGE,
    TIMER
  }

  private final Type type;
  private final String id;
  private final String meaning;

  Metric(Type type, String id, String meaning) {
    this.type = type;
    this.id = id;
    this.meaning = meaning;
  }

  public Type type() {
    return type;
  }

  /// The name in Micrometer's form, with dots.
  public String id() {
    return id;
  }

  public String meaning() {
    return meaning;
  }
}
