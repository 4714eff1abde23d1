package io.chatcluster;

import io.chatcluster.archive.ArchiverSettings;
import io.chatcluster.auth.TokenSettings;
import io.chatcluster.broker.Partitions;
import io.chatcluster.config.Configuration;
import io.chatcluster.config.ConfigurationException;
import io.chatcluster.config.PublicSecrets;
import io.chatcluster.config.Variable;
import io.chatcluster.limits.Limit;
import io.chatcluster.limits.Limits;
import io.chatcluster.limits.Proxies;
import io.chatcluster.limits.Rate;
import io.chatcluster.node.FeedSettings;
import io.chatcluster.node.NodeSettings;
import io.chatcluster.node.PublishSettings;
import io.chatcluster.node.Retirement;
import io.chatcluster.postgres.PostgresSettings;
import io.chatcluster.protocol.AckLevel;
import io.chatcluster.protocol.Reply;
import io.chatcluster.redis.RedisSettings;
import io.chatcluster.redis.RedisTls;
import io.chatcluster.rest.Guests;
import io.chatcluster.rest.Origins;
import io.chatcluster.session.SessionSettings;
import io.chatcluster.ws.WsSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// What each part of a node needs to know, from the variables.
///
/// Where two values do not fit together, the constructor of their record says so.
record Settings(Configuration values, String nodeId) {

  private static final int MAX_NODE_ID = 32;

  /// What a frame has around a page is much less than the rest of a MiB.
  private static final int LONGEST_PAGE = (1 << 20) - (1 << 14);

  private static final Duration MAX_GUEST_TTL = Duration.ofHours(24);

  /// @throws ConfigurationException with a sentence that names what does not fit together
  static Settings of(Configuration values) {
    String given = values.text(Variable.NODE_ID);
    Settings settings = new Settings(values, given.isEmpty() ? fromHostName() : given);
    settings.check();
    return settings;
  }

  /// What bringing the schema up to date needs to know: the database, and who owns it.
  ///
  /// @throws ConfigurationException with a sentence for each bad variable
  static PostgresSettings migration(Map<String, String> environment) {
    Set<Variable> needed = EnumSet.of(Variable.DATABASE_URL, Variable.DATABASE_USER);
    Configuration values = Configuration.read(environment, needed);
    return new Settings(values, "migration").postgres();
  }

  private void check() {
    var _ = partitions();
    var _ = tokens();
    var _ = origins();
    var _ = proxies();
    var _ = redis();
    var _ = postgres();
    requireOwnSecrets();
    require(!samePort(), "CHAT_PORT and CHAT_MANAGEMENT_PORT are the same");
    require(
        values.number(Variable.LOG_KEEP) <= values.number(Variable.LOG_MAX),
        "CHAT_LOG_KEEP is more than CHAT_LOG_MAX");
    require(
        values.number(Variable.MAX_MESSAGE) + values.number(Variable.MAX_DATA)
            < values.number(Variable.MAX_FRAME),
        "CHAT_MAX_MESSAGE and CHAT_MAX_DATA leave no room for the rest of a frame in"
            + " CHAT_MAX_FRAME");
    Duration quiet = values.time(Variable.ROOM_QUIET);
    require(
        quiet.isZero()
            || quiet.compareTo(RedisSettings.remembered(values.time(Variable.ID_WINDOW))) >= 0,
        "CHAT_ROOM_QUIET is less than CHAT_ID_WINDOW and 20s");
    require(
        values.number(Variable.REDIS_MEMORY_PERCENT) <= 100,
        "CHAT_REDIS_MEMORY_PERCENT is more than 100");
    require(
        values.number(Variable.MAX_PAGE) <= LONGEST_PAGE,
        "CHAT_MAX_PAGE is more than " + LONGEST_PAGE + ", and stock clients take 1 MiB in a frame");
    require(
        values.number(Variable.MAX_PAGE) <= values.number(Variable.READ_BYTES),
        "CHAT_MAX_PAGE is more than CHAT_READ_BYTES");
    require(
        values.millis(Variable.FLUSH_INTERVAL) <= values.millis(Variable.FLUSH_INTERVAL_MAX),
        "CHAT_FLUSH_INTERVAL is more than CHAT_FLUSH_INTERVAL_MAX");
    require(
        values.time(Variable.GUEST_TTL).compareTo(MAX_GUEST_TTL) <= 0,
        "CHAT_GUEST_TTL is more than 24h");
  }

  private void requireOwnSecrets() {
    for (Variable variable : Variable.values()) {
      boolean secret =
          switch (variable.kind()) {
            case SECRET, REDIS, JDBC -> true;
            case TEXT, FILE, NAME, PORT, COUNT, BYTES, RATE, TIME, FLAG, LEVEL -> false;
          };
      require(
          !secret || values.flag(Variable.DEMO) || !PublicSecrets.holds(values.text(variable)),
          variable.variable()
              + " has a development secret that everybody knows: make one of your own, or say"
              + " CHAT_DEMO=true where nothing is worth protecting");
    }
  }

  /// Two different addresses of one machine may have the same port.
  private boolean samePort() {
    int port = values.number(Variable.PORT);
    return port > 0
        && port == values.number(Variable.MANAGEMENT_PORT)
        && values.text(Variable.HOST).equals(values.text(Variable.MANAGEMENT_HOST));
  }

  private static void require(boolean fits, String sentence) {
    if (!fits) {
      throw new ConfigurationException(sentence);
    }
  }

  private static String fromHostName() {
    try {
      String host = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9_-]", "-");
      // The end of a pod's name is what tells it from the others.
      return host.substring(Math.max(0, host.length() - MAX_NODE_ID));
    } catch (UnknownHostException e) {
      throw new ConfigurationException(
          "CHAT_NODE_ID is empty and this host has no name to take instead");
    }
  }

  int eventLoops() {
    int wanted = values.number(Variable.EVENT_LOOPS);
    return wanted > 0 ? wanted : Runtime.getRuntime().availableProcessors();
  }

  AckLevel level() {
    return AckLevel.valueOf(values.text(Variable.ACK_LEVEL).toUpperCase(Locale.ROOT));
  }

  Partitions partitions() {
    return fitting("CHAT_PARTITIONS", () -> new Partitions(values.number(Variable.PARTITIONS)));
  }

  RedisSettings redis() {
    RedisTls tls =
        fitting(
            "CHAT_REDIS_CERTIFICATE_FILE, CHAT_REDIS_KEY_FILE",
            () ->
                new RedisTls(
                    values.text(Variable.REDIS_CA_FILE),
                    values.text(Variable.REDIS_CERTIFICATE_FILE),
                    values.text(Variable.REDIS_KEY_FILE)));
    return fitting("CHAT_REDIS_URL", () -> redis(tls));
  }

  private RedisSettings redis(RedisTls tls) {
    return new RedisSettings(
        values.text(Variable.REDIS_URL),
        values.text(Variable.REDIS_PASSWORD),
        tls,
        values.time(Variable.REDIS_TIMEOUT),
        values.number(Variable.REDIS_MAX_IN_FLIGHT),
        values.time(Variable.ID_WINDOW),
        values.number(Variable.BACKLOG_LIMIT),
        values.number(Variable.LOG_KEEP),
        values.number(Variable.LOG_MAX),
        values.number(Variable.LOG_MAX_BYTES),
        new RedisSettings.Reads(
            values.number(Variable.READ_BYTES),
            values.number(Variable.READS_WAITING),
            values.time(Variable.READ_TIMEOUT)));
  }

  PostgresSettings postgres() {
    return fitting("CHAT_DATABASE_URL", this::database);
  }

  private PostgresSettings database() {
    return new PostgresSettings(
        nodeId,
        values.text(Variable.DATABASE_URL),
        values.text(Variable.DATABASE_CA_FILE),
        values.text(Variable.DATABASE_USER),
        values.text(Variable.DATABASE_PASSWORD),
        new PostgresSettings.Owner(
            values.text(Variable.DATABASE_OWNER), values.text(Variable.DATABASE_OWNER_PASSWORD)),
        values.number(Variable.DATABASE_POOL),
        values.number(Variable.DATABASE_MAX_WAITING),
        values.time(Variable.DATABASE_TIMEOUT),
        values.time(Variable.DATABASE_WRITE_TIMEOUT),
        values.time(Variable.DATABASE_IDLE_TRANSACTION));
  }

  NodeSettings node() {
    return new NodeSettings(
        new PublishSettings(
            level(),
            values.millis(Variable.ACK_TIMEOUT),
            values.millis(Variable.ID_WINDOW),
            values.number(Variable.MAX_WAITING)),
        new FeedSettings(
            nodeId,
            values.millis(Variable.SUBSCRIPTION_LINGER),
            values.millis(Variable.WAKE_UP_GRACE)),
        values.number(Variable.MAX_PAGE),
        values.millis(Variable.POSITION_CHECK),
        values.millis(Variable.FLUSH_INTERVAL),
        values.millis(Variable.FLUSH_INTERVAL_MAX));
  }

  ArchiverSettings archiver() {
    return new ArchiverSettings(
        partitions().count(),
        values.number(Variable.ARCHIVE_BATCH),
        values.time(Variable.ARCHIVE_LINGER),
        values.time(Variable.ARCHIVE_TAKEOVER));
  }

  Retirement.Settings retirement() {
    return new Retirement.Settings(
        values.millis(Variable.ROOM_QUIET),
        RedisSettings.remembered(values.time(Variable.ID_WINDOW)).toMillis());
  }

  SessionSettings session() {
    return new SessionSettings(
        nodeId,
        level(),
        new Reply.Limits(
            values.millis(Variable.PING_INTERVAL),
            values.number(Variable.MAX_FRAME),
            values.number(Variable.MAX_MESSAGE),
            values.number(Variable.MAX_DATA),
            values.number(Variable.MAX_ROOMS),
            values.number(Variable.MAX_IN_FLIGHT),
            values.millis(Variable.ID_WINDOW)),
        values.millis(Variable.CONNECT_TIMEOUT),
        values.millis(Variable.SLOW_CONSUMER_TIMEOUT),
        values.number(Variable.MAX_MALFORMED));
  }

  Limits.Settings limits() {
    return new Limits.Settings(
        Map.ofEntries(
            Map.entry(Limit.USER_MESSAGES, userMessages()),
            Map.entry(Limit.USER_BYTES, rate(Variable.USER_BYTES)),
            Map.entry(Limit.USER_ROOMS, rate(Variable.USER_ROOMS)),
            Map.entry(Limit.USER_READS, rate(Variable.USER_READS)),
            Map.entry(Limit.ROOM_MESSAGES, rate(Variable.ROOM_MESSAGES)),
            Map.entry(Limit.ROOM_BYTES, rate(Variable.ROOM_BYTES)),
            Map.entry(Limit.ADDRESS_HANDSHAKES, rate(Variable.ADDRESS_HANDSHAKES)),
            Map.entry(Limit.ADDRESS_GUESTS, rate(Variable.ADDRESS_GUESTS)),
            Map.entry(Limit.GUEST_MESSAGES, rate(Variable.GUEST_MESSAGES)),
            Map.entry(Limit.GUEST_BYTES, rate(Variable.GUEST_BYTES)),
            Map.entry(Limit.GUEST_ROOMS, rate(Variable.GUEST_ROOMS)),
            Map.entry(Limit.GUEST_READS, rate(Variable.GUEST_READS)),
            Map.entry(Limit.NODE_GUESTS, nodeGuests())),
        values.number(Variable.ADDRESS_CONNECTIONS),
        values.number(Variable.MAX_ACCOUNTS));
  }

  private Rate userMessages() {
    int perSecond = values.number(Variable.RATE_PER_SECOND);
    return perSecond == 0 ? Rate.NONE : new Rate(perSecond, values.number(Variable.RATE_BURST));
  }

  private Rate nodeGuests() {
    int perSecond = values.number(Variable.GUESTS_PER_SECOND);
    return new Rate(perSecond, perSecond);
  }

  private Rate rate(Variable variable) {
    return new Rate(values.perSecond(variable), values.atOnce(variable));
  }

  Proxies proxies() {
    try {
      return Proxies.of(values.text(Variable.TRUSTED_PROXIES));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("CHAT_TRUSTED_PROXIES: " + e.getMessage());
    }
  }

  WsSettings ws() {
    return new WsSettings(
        values.number(Variable.MAX_FRAME),
        values.number(Variable.OUTBOX),
        values.number(Variable.CONTROL_PER_SECOND),
        values.number(Variable.CONTROL_BURST),
        values.millis(Variable.PING_INTERVAL),
        values.millis(Variable.PING_TIMEOUT),
        values.number(Variable.MAX_CONNECTIONS),
        values.number(Variable.MAX_HTTP_CONNECTIONS),
        values.millis(Variable.REQUEST_TIMEOUT),
        proxies());
  }

  TokenSettings tokens() {
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

  Origins origins() {
    return fitting("CHAT_ORIGINS", () -> Origins.of(values.text(Variable.ORIGINS)));
  }

  /// What a record says of its values becomes a sentence about the variables that they come from.
  private static <T> T fitting(String variables, Supplier<T> make) {
    try {
      return make.get();
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(variables + ": " + e.getMessage());
    }
  }

  Guests.Settings guests() {
    return new Guests.Settings(values.flag(Variable.GUESTS), values.time(Variable.GUEST_TTL));
  }
}
