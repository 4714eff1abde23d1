package io.chatcluster.config;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Every variable of a node; its name is `CHAT_` followed by the constant's.
///
/// The table in `docs/configuration.md` is this list.
public enum Variable {
  NODE_ID(Form.NAME, "", "id of this node, unique in the cluster; empty: made from the host name"),
  HOST(Form.TEXT, "0.0.0.0", "address that clients reach"),
  PORT(Form.PORT, "8080", "port for clients: WebSockets, HTTP API, web page"),
  MANAGEMENT_HOST(Form.TEXT, "0.0.0.0", "address of the management port"),
  MANAGEMENT_PORT(Form.PORT, "9090", "port for `/live`, `/ready`, `/metrics`; never for clients"),
  EVENT_LOOPS(Form.COUNT, "0", "event loops; 0: one a processor"),
  MAX_CONNECTIONS(Form.COUNT, "50000", "sockets of this node; above it handshakes get 503"),
  TRUSTED_PROXIES(Form.TEXT, "", "addresses and networks whose `X-Forwarded-For` is believed"),
  ADDRESS_CONNECTIONS(Form.COUNT, "1000", "sockets of a client address on this node; 0: no limit"),
  ADDRESS_HANDSHAKES(Form.RATE, "50/500", "handshakes of a client address; above it they get 429"),
  MAX_HTTP_CONNECTIONS(
      Form.COUNT, "5000", "other connections; above it they are closed unanswered"),
  REQUEST_TIMEOUT(Form.TIME, "10s", "how long an HTTP request may take to come"),

  PEER_SECRET(
      Form.SECRET,
      "",
      "proves requests among nodes; at least 32 bytes; empty: nothing is forwarded"),
  PEER_HOST(Form.TEXT, "0.0.0.0", "address that other nodes reach"),
  PEER_PORT(Form.PORT, "9190", "port for other nodes; never for clients"),
  PEER_ADDRESS(Form.TEXT, "", "host that others use for it; empty: this host's own address"),
  PEER_REQUESTS(
      Form.COUNT, "2000", "requests of one event loop that are forwarded at a time; above: 503"),
  PEER_BYTES(Form.BYTES, "16777216", "bodies of them, while they are forwarded; above: 503"),
  PEER_TIMEOUT(
      Form.TIME, "3s", "how long another node may take to be reached, or to answer a POST"),

  REDIS_URL(Form.REDIS, "redis://localhost:6379", "the room log; `rediss://` for TLS"),
  REDIS_PASSWORD(Form.SECRET, "", "its password, if it is not in the URL"),
  REDIS_CA_FILE(Form.FILE, "", "authorities (PEM) that `rediss://` trusts; empty: the JVM's"),
  REDIS_CERTIFICATE_FILE(Form.FILE, "", "this client's certificate (PEM), if Redis wants one"),
  REDIS_KEY_FILE(Form.FILE, "", "its private key (PEM)"),
  REDIS_TIMEOUT(Form.TIME, "1500ms", "longest silence of a connection that owes answers"),
  REDIS_MAX_IN_FLIGHT(Form.COUNT, "5000", "commands of one event loop that wait for answers"),
  REDIS_MEMORY_PERCENT(Form.COUNT, "85", "percent of its `maxmemory`; above: `overloaded`"),
  READ_BYTES(Form.BYTES, "4194304", "pages that one event loop may have under way from Redis"),
  READS_WAITING(Form.COUNT, "10000", "reads of one event loop that wait; above: `overloaded`"),
  READ_TIMEOUT(Form.TIME, "5s", "how long a read may wait for its turn; then `unavailable`"),
  DATABASE_URL(Form.JDBC, null, "the archive: `jdbc:postgresql://host:port/database`"),
  DATABASE_CA_FILE(
      Form.FILE, "", "authorities (PEM) that PostgreSQL's certificate is of; empty: the JVM's"),
  DATABASE_USER(Form.TEXT, null, "role of the nodes in the database"),
  DATABASE_PASSWORD(Form.SECRET, null, "its password"),
  DATABASE_OWNER(
      Form.TEXT, "", "role that owns the schema and migrates it; empty: the nodes' role does"),
  DATABASE_OWNER_PASSWORD(Form.SECRET, "", "its password"),
  DATABASE_POOL(Form.COUNT, "8", "connections for reads"),
  DATABASE_TIMEOUT(
      Form.TIME, "2s", "how long a read, or a wait for a lock or connection, may take"),
  DATABASE_WRITE_TIMEOUT(Form.TIME, "10s", "how long a statement of the archiver may take"),
  DATABASE_IDLE_TRANSACTION(
      Form.TIME,
      "2s",
      "how long a silent node's transaction may stand open before PostgreSQL ends it"),
  DATABASE_MAX_WAITING(Form.COUNT, "1000", "reads that may wait for the database"),

  PARTITIONS(Form.COUNT, "64", "partitions of the room log; fixed when a deployment is created"),
  ACK_LEVEL(Form.LEVEL, "durable", "what an ack means: `durable` (archived) or `logged`"),
  ACK_TIMEOUT(
      Form.TIME,
      "10s",
      "by when every command is answered, a message at the latest with `retry_later`"),
  ID_WINDOW(Form.TIME, "10m", "how long the room log remembers ids of messages"),
  MAX_WAITING(Form.COUNT, "20000", "messages of one event loop on their way; above: `overloaded`"),
  BACKLOG_LIMIT(Form.COUNT, "100000", "entries of a partition that may wait for the archiver"),
  LOG_KEEP(Form.COUNT, "200", "messages of a room that stay in the log"),
  LOG_MAX(Form.COUNT, "1000", "messages of a room above which archived ones leave the log"),
  LOG_MAX_BYTES(Form.BYTES, "1048576", "the same in bytes; the newest half of them stays"),
  ROOM_QUIET(
      Form.TIME,
      "24h",
      "how long nobody speaks in a room or reads it until it leaves Redis; 0: never"),
  ARCHIVE_BATCH(Form.COUNT, "500", "rows of an archive transaction"),
  ARCHIVE_LINGER(Form.TIME, "5ms", "how long a small archive batch waits for more"),
  ARCHIVE_TAKEOVER(Form.TIME, "2s", "how long a queue may stand still until any node archives it"),
  FLUSH_INTERVAL(Form.TIME, "0ms", "least time between two fan-outs of an event loop"),
  FLUSH_INTERVAL_MAX(Form.TIME, "50ms", "how long a busy event loop may gather for one fan-out"),
  SIGNAL_INTERVAL(
      Form.TIME, "100ms", "between two signals of a session to a room about a topic; newest wins"),
  SIGNALS_WAITING(
      Form.COUNT, "1000", "signals of one event loop that wait, each for its turn and for Redis"),
  SIGNALS_AT_ONCE(Form.COUNT, "100", "signals that a room's members are told at once"),
  POSITION_CHECK(Form.TIME, "1s", "time between comparisons of all rooms with the log"),
  WAKE_UP_GRACE(Form.TIME, "250ms", "how late a wake-up may be before a check calls it lost"),
  SUBSCRIPTION_LINGER(Form.TIME, "10s", "how long a room without members stays subscribed"),

  MAX_FRAME(Form.BYTES, "65536", "longest frame from a client"),
  MAX_MESSAGE(Form.BYTES, "16384", "longest message text"),
  MAX_DATA(Form.BYTES, "4096", "longest `data` of a message or a signal"),
  MAX_PAGE(Form.BYTES, "524288", "longest page: a `history` reply, or one read for a member"),
  MAX_ROOMS(Form.COUNT, "100", "rooms of a session"),
  MAX_IN_FLIGHT(Form.COUNT, "32", "commands of a session that wait for answers"),
  MAX_MALFORMED(Form.COUNT, "20", "bad frames until a session is closed"),
  RATE_PER_SECOND(Form.COUNT, "10", "messages of a user a second; 0: no limit"),
  RATE_BURST(Form.COUNT, "20", "messages of a user at once"),
  USER_BYTES(Form.RATE, "32768/262144", "bytes of a user's messages"),
  USER_SIGNALS(Form.RATE, "50/200", "signals of a user"),
  USER_ROOMS(Form.RATE, "2/200", "rooms in which nobody has spoken, joined by a user"),
  USER_READS(Form.RATE, "1048576/8388608", "bytes that a user reads of the past"),
  ROOM_MESSAGES(Form.RATE, "1000/2000", "messages to a room, of all users"),
  ROOM_BYTES(Form.RATE, "1048576/4194304", "bytes of the messages to a room, of all users"),
  MAX_ACCOUNTS(Form.COUNT, "200000", "users, rooms and addresses each with limits of their own"),
  CONTROL_PER_SECOND(Form.COUNT, "10", "pings, pongs, empty fragments of a socket a second"),
  CONTROL_BURST(Form.COUNT, "100", "pings, pongs, empty fragments of a socket at once"),
  OUTBOX(Form.BYTES, "1048576", "unsent bytes of a socket above which it lags and is not read"),
  PING_INTERVAL(Form.TIME, "25s", "time between pings"),
  PING_TIMEOUT(Form.TIME, "10s", "how long a sign of life may take after a ping"),
  CONNECT_TIMEOUT(Form.TIME, "5s", "until a token must have come"),
  SLOW_CONSUMER_TIMEOUT(Form.TIME, "30s", "how long an outbox may stay full"),

  TOKEN_SECRET(Form.SECRET, null, "signs tokens (HS256); at least 32 bytes"),
  TOKEN_SECRET_PREVIOUS(Form.SECRET, "", "also accepted, while secrets are changed"),
  TOKEN_ISSUER(Form.TEXT, "chat-cluster", "required `iss` of tokens"),
  TOKEN_AUDIENCE(Form.TEXT, "chat", "required `aud` of tokens"),
  TOKEN_PLAIN(
      Form.FLAG, "false", "whether `typ` of tokens may be `JWT` or missing, not only `at+jwt`"),
  DEMO(Form.FLAG, "false", "whether development secrets that everybody knows are accepted"),
  GUESTS(Form.FLAG, "false", "whether `POST /api/guest` gives tokens to anybody"),
  GUEST_TTL(Form.TIME, "12h", "life of a guest's token, at most 24h"),
  GUESTS_PER_SECOND(Form.COUNT, "200", "guest tokens that this node gives a second; 0: no limit"),
  ADDRESS_GUESTS(Form.RATE, "30/100", "guest tokens for a client address"),
  GUEST_MESSAGES(Form.RATE, "100/400", "messages of all guests at a client address"),
  GUEST_BYTES(Form.RATE, "131072/1048576", "bytes of the messages of all guests at an address"),
  GUEST_SIGNALS(Form.RATE, "500/2000", "signals of all guests at a client address"),
  GUEST_ROOMS(
      Form.RATE, "10/400", "rooms nobody has spoken in, joined by all guests at an address"),
  GUEST_READS(
      Form.RATE, "4194304/33554432", "bytes of the past that all guests at an address read"),
  ORIGINS(
      Form.TEXT,
      "",
      "origins of pages that may connect: `https://host[:port]`, separated by commas"),
  SOCKETIO(Form.FLAG, "true", "whether Socket.IO clients are served, at `/socket.io/`"),
  REQUIRE_TOKEN(Form.FLAG, "false", "whether they get in only with a token, shown at once"),
  TRUST_NAMES(
      Form.FLAG, "false", "whether those without a token are who they say they are; for demos"),
  LOBBY(Form.TEXT, "", "room that they enter by themselves; empty: none"),
  LOBBY_MESSAGES(Form.COUNT, "50", "messages that they are shown there when they come; 0: none"),
  RECOVERY(Form.TIME, "10m", "how long one of them may stay away and still go on where it was"),
  UPGRADE_TIMEOUT(Form.TIME, "10s", "how long their change from polling to a WebSocket may take"),

  DRAIN_DELAY(Form.TIME, "5s", "after SIGTERM: until the load balancer has noticed"),
  DRAIN_WINDOW(Form.TIME, "20s", "after that: over which clients are sent elsewhere");

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
          LOBBY_MESSAGES,
          DRAIN_DELAY,
          DRAIN_WINDOW);

  private final Form form;
  private final String defaultValue;
  private final boolean required;
  private final String meaning;

  Variable(Form form, @Nullable String defaultValue, String meaning) {
    this.form = form;
    this.defaultValue = defaultValue == null ? "" : defaultValue;
    this.required = defaultValue == null;
    this.meaning = meaning;
  }

  public String variable() {
    return "CHAT_" + name();
  }

  public Form form() {
    return form;
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
