package io.chatcluster.config;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Every variable of a node; its name is `CHAT_` followed by the constant's.
///
/// The table in `docs/configuration.md` is this list.
public enum Variable {
  NODE_ID(Kind.NAME, "", "id of this node, unique in the cluster; empty: made from the host name"),
  HOST(Kind.TEXT, "0.0.0.0", "address that clients reach"),
  PORT(Kind.PORT, "8080", "port for clients: WebSockets, HTTP API, web page"),
  MANAGEMENT_HOST(Kind.TEXT, "0.0.0.0", "address of the management port"),
  MANAGEMENT_PORT(Kind.PORT, "9090", "port for `/live`, `/ready`, `/metrics`; never for clients"),
  EVENT_LOOPS(Kind.COUNT, "0", "event loops; 0: one a processor"),
  MAX_CONNECTIONS(Kind.COUNT, "50000", "sockets of this node; above it handshakes get 503"),
  TRUSTED_PROXIES(Kind.TEXT, "", "addresses and networks whose `X-Forwarded-For` is believed"),
  ADDRESS_CONNECTIONS(Kind.COUNT, "1000", "sockets of a client address on this node; 0: no limit"),
  ADDRESS_HANDSHAKES(Kind.RATE, "50/500", "handshakes of a client address; above it they get 429"),
  MAX_HTTP_CONNECTIONS(
      Kind.COUNT, "5000", "other connections; above it they are closed unanswered"),
  REQUEST_TIMEOUT(Kind.TIME, "10s", "how long an HTTP request may take to come"),

  REDIS_URL(Kind.REDIS, "redis://localhost:6379", "the room log; `rediss://` for TLS"),
  REDIS_PASSWORD(Kind.SECRET, "", "its password, if it is not in the URL"),
  REDIS_CA_FILE(Kind.FILE, "", "authorities (PEM) that `rediss://` trusts; empty: the JVM's"),
  REDIS_CERTIFICATE_FILE(Kind.FILE, "", "this client's certificate (PEM), if Redis wants one"),
  REDIS_KEY_FILE(Kind.FILE, "", "its private key (PEM)"),
  REDIS_TIMEOUT(Kind.TIME, "1500ms", "longest silence of a connection that owes answers"),
  REDIS_MAX_IN_FLIGHT(Kind.COUNT, "5000", "commands of one event loop that wait for answers"),
  REDIS_MEMORY_PERCENT(Kind.COUNT, "85", "percent of its `maxmemory`; above: `overloaded`"),
  READ_BYTES(Kind.BYTES, "4194304", "pages that one event loop may have under way from Redis"),
  READS_WAITING(Kind.COUNT, "10000", "reads of one event loop that wait; above: `overloaded`"),
  READ_TIMEOUT(Kind.TIME, "5s", "how long a read may wait for its turn; then `unavailable`"),
  DATABASE_URL(Kind.JDBC, null, "the archive: `jdbc:postgresql://host:port/database`"),
  DATABASE_CA_FILE(
      Kind.FILE, "", "authorities (PEM) that PostgreSQL's certificate is of; empty: the JVM's"),
  DATABASE_USER(Kind.TEXT, null, "role of the nodes in the database"),
  DATABASE_PASSWORD(Kind.SECRET, null, "its password"),
  DATABASE_OWNER(
      Kind.TEXT, "", "role that owns the schema and migrates it; empty: the nodes' role does"),
  DATABASE_OWNER_PASSWORD(Kind.SECRET, "", "its password"),
  DATABASE_POOL(Kind.COUNT, "8", "connections for reads"),
  DATABASE_TIMEOUT(
      Kind.TIME, "2s", "how long a read, or a wait for a lock or connection, may take"),
  DATABASE_WRITE_TIMEOUT(Kind.TIME, "10s", "how long a statement of the archiver may take"),
  DATABASE_IDLE_TRANSACTION(
      Kind.TIME,
      "2s",
      "how long a silent node's transaction may stand open before PostgreSQL ends it"),
  DATABASE_MAX_WAITING(Kind.COUNT, "1000", "reads that may wait for the database"),

  PARTITIONS(Kind.COUNT, "64", "partitions of the room log; fixed when a deployment is created"),
  ACK_LEVEL(Kind.LEVEL, "durable", "what an ack means: `durable` (archived) or `logged`"),
  ACK_TIMEOUT(
      Kind.TIME,
      "10s",
      "by when every command is answered, a message at the latest with `retry_later`"),
  ID_WINDOW(Kind.TIME, "10m", "how long the room log remembers ids of messages"),
  MAX_WAITING(Kind.COUNT, "20000", "messages of one event loop on their way; above: `overloaded`"),
  BACKLOG_LIMIT(Kind.COUNT, "100000", "entries of a partition that may wait for the archiver"),
  LOG_KEEP(Kind.COUNT, "200", "messages of a room that stay in the log"),
  LOG_MAX(Kind.COUNT, "1000", "messages of a room above which archived ones leave the log"),
  LOG_MAX_BYTES(Kind.BYTES, "1048576", "the same in bytes; the newest half of them stays"),
  ROOM_QUIET(
      Kind.TIME,
      "24h",
      "how long nobody speaks in a room or reads it until it leaves Redis; 0: never"),
  ARCHIVE_BATCH(Kind.COUNT, "500", "rows of an archive transaction"),
  ARCHIVE_LINGER(Kind.TIME, "5ms", "how long a small archive batch waits for more"),
  ARCHIVE_TAKEOVER(Kind.TIME, "2s", "how long a queue may stand still until any node archives it"),
  FLUSH_INTERVAL(Kind.TIME, "0ms", "least time between two fan-outs of an event loop"),
  FLUSH_INTERVAL_MAX(Kind.TIME, "50ms", "how long a busy event loop may gather for one fan-out"),
  POSITION_CHECK(Kind.TIME, "1s", "time between comparisons of all rooms with the log"),
  WAKE_UP_GRACE(Kind.TIME, "250ms", "how late a wake-up may be before a check calls it lost"),
  SUBSCRIPTION_LINGER(Kind.TIME, "10s", "how long a room without members stays subscribed"),

  MAX_FRAME(Kind.BYTES, "65536", "longest frame from a client"),
  MAX_MESSAGE(Kind.BYTES, "16384", "longest message text"),
  MAX_DATA(Kind.BYTES, "4096", "longest `data` of a message"),
  MAX_PAGE(Kind.BYTES, "524288", "longest page: a `history` reply, or one read for a member"),
  MAX_ROOMS(Kind.COUNT, "100", "rooms of a session"),
  MAX_IN_FLIGHT(Kind.COUNT, "32", "commands of a session that wait for answers"),
  MAX_MALFORMED(Kind.COUNT, "20", "bad frames until a session is closed"),
  RATE_PER_SECOND(Kind.COUNT, "10", "messages of a user a second; 0: no limit"),
  RATE_BURST(Kind.COUNT, "20", "messages of a user at once"),
  USER_BYTES(Kind.RATE, "32768/262144", "bytes of a user's messages"),
  USER_ROOMS(Kind.RATE, "2/200", "rooms in which nobody has spoken, joined by a user"),
  USER_READS(Kind.RATE, "1048576/8388608", "bytes that a user reads of the past"),
  ROOM_MESSAGES(Kind.RATE, "1000/2000", "messages to a room, of all users"),
  ROOM_BYTES(Kind.RATE, "1048576/4194304", "bytes of the messages to a room, of all users"),
  MAX_ACCOUNTS(Kind.COUNT, "200000", "users, rooms and addresses each with limits of their own"),
  CONTROL_PER_SECOND(Kind.COUNT, "10", "pings, pongs, empty fragments of a socket a second"),
  CONTROL_BURST(Kind.COUNT, "100", "pings, pongs, empty fragments of a socket at once"),
  OUTBOX(Kind.BYTES, "1048576", "unsent bytes of a socket above which it lags and is not read"),
  PING_INTERVAL(Kind.TIME, "25s", "time between pings"),
  PING_TIMEOUT(Kind.TIME, "10s", "how long a sign of life may take after a ping"),
  CONNECT_TIMEOUT(Kind.TIME, "5s", "until a token must have come"),
  SLOW_CONSUMER_TIMEOUT(Kind.TIME, "30s", "how long an outbox may stay full"),

  TOKEN_SECRET(Kind.SECRET, null, "signs tokens (HS256); at least 32 bytes"),
  TOKEN_SECRET_PREVIOUS(Kind.SECRET, "", "also accepted, while secrets are changed"),
  TOKEN_ISSUER(Kind.TEXT, "chat-cluster", "required `iss` of tokens"),
  TOKEN_AUDIENCE(Kind.TEXT, "chat", "required `aud` of tokens"),
  TOKEN_PLAIN(
      Kind.FLAG, "false", "whether `typ` of tokens may be `JWT` or missing, not only `at+jwt`"),
  DEMO(Kind.FLAG, "false", "whether development secrets that everybody knows are accepted"),
  GUESTS(Kind.FLAG, "false", "whether `POST /api/guest` gives tokens to anybody"),
  GUEST_TTL(Kind.TIME, "12h", "life of a guest's token, at most 24h"),
  GUESTS_PER_SECOND(Kind.COUNT, "200", "guest tokens that this node gives a second; 0: no limit"),
  ADDRESS_GUESTS(Kind.RATE, "30/100", "guest tokens for a client address"),
  GUEST_MESSAGES(Kind.RATE, "100/400", "messages of all guests at a client address"),
  GUEST_BYTES(Kind.RATE, "131072/1048576", "bytes of the messages of all guests at an address"),
  GUEST_ROOMS(
      Kind.RATE, "10/400", "rooms nobody has spoken in, joined by all guests at an address"),
  GUEST_READS(
      Kind.RATE, "4194304/33554432", "bytes of the past that all guests at an address read"),
  ORIGINS(
      Kind.TEXT,
      "",
      "origins of pages that may connect: `https://host[:port]`, separated by commas"),

  DRAIN_DELAY(Kind.TIME, "5s", "after SIGTERM: until the load balancer has noticed"),
  DRAIN_WINDOW(Kind.TIME, "20s", "after that: over which clients are sent elsewhere");

  /// What a value may look like.
  public enum Kind {
    TEXT,
    /// An address of Redis.
    REDIS,
    /// An address of PostgreSQL.
    JDBC,
    /// Like text, but never printed; `<name>_FILE` may name a file that holds it.
    SECRET,
    /// The path of a file that can be read.
    FILE,
    NAME,
    PORT,
    COUNT,
    BYTES,
    /// How many a second and, after a slash, how many at once; 0 for no limit.
    RATE,
    /// A number with `ms`, `s`, `m` or `h`.
    TIME,
    FLAG,
    LEVEL;

    public String wire() {
      return this == REDIS || this == JDBC ? "url" : name().toLowerCase(Locale.ROOT);
    }
  }

  /// Counts and times to which zero means something; the others would switch the node off.
  private static final Set<Variable> MAY_BE_ZERO =
      EnumSet.of(
          EVENT_LOOPS,
          ADDRESS_CONNECTIONS,
          ROOM_QUIET,
          ARCHIVE_LINGER,
          FLUSH_INTERVAL,
          FLUSH_INTERVAL_MAX,
          WAKE_UP_GRACE,
          SUBSCRIPTION_LINGER,
          RATE_PER_SECOND,
          GUESTS_PER_SECOND,
          DRAIN_DELAY,
          DRAIN_WINDOW);

  private final Kind kind;
  private final String defaultValue;
  private final boolean required;
  private final String meaning;

  Variable(Kind kind, @Nullable String defaultValue, String meaning) {
    this.kind = kind;
    this.defaultValue = defaultValue == null ? "" : defaultValue;
    this.required = defaultValue == null;
    this.meaning = meaning;
  }

  public String variable() {
    return "CHAT_" + name();
  }

  public Kind kind() {
    return kind;
  }

  /// The value where the environment has none; empty for a required variable.
  public String defaultValue() {
    return defaultValue;
  }

  public boolean required() {
    return required;
  }

  /// Whether a count or time may be 0.
  boolean mayBeZero() {
    return MAY_BE_ZERO.contains(this);
  }

  public String meaning() {
    return meaning;
  }
}
