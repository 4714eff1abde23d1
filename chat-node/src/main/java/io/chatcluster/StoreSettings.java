package io.chatcluster;

import static io.chatcluster.SettingsRules.fitting;

import io.chatcluster.archive.ArchiverSettings;
import io.chatcluster.broker.Clocks;
import io.chatcluster.broker.Partitions;
import io.chatcluster.config.Configuration;
import io.chatcluster.config.Variable;
import io.chatcluster.node.Retirement;
import io.chatcluster.postgres.PostgresSettings;
import io.chatcluster.redis.RedisServers;
import io.chatcluster.redis.RedisSettings;
import io.chatcluster.redis.RedisTls;

/// What the parts of a node that keep rooms need to know.
///
/// @param redisMemoryPercent percentage of its `maxmemory` above which Redis gets no new messages
record StoreSettings(
    Partitions partitions,
    RedisSettings redis,
    int redisMemoryPercent,
    PostgresSettings postgres,
    ArchiverSettings archiver,
    Retirement.Settings retirement) {

  static StoreSettings of(Configuration values, String nodeId) {
    Partitions partitions =
        fitting("CHAT_PARTITIONS", () -> new Partitions(values.number(Variable.PARTITIONS)));
    return new StoreSettings(
        partitions,
        redis(values),
        values.number(Variable.REDIS_MEMORY_PERCENT),
        postgres(values, nodeId),
        new ArchiverSettings(
            partitions.count(),
            values.number(Variable.ARCHIVE_BATCH),
            values.time(Variable.ARCHIVE_LINGER),
            values.time(Variable.ARCHIVE_TAKEOVER)),
        new Retirement.Settings(
            values.time(Variable.ROOM_QUIET), Clocks.remembered(values.time(Variable.ID_WINDOW))));
  }

  private static RedisSettings redis(Configuration values) {
    RedisTls tls =
        fitting(
            "CHAT_REDIS_CERTIFICATE_FILE, CHAT_REDIS_KEY_FILE",
            () ->
                new RedisTls(
                    values.text(Variable.REDIS_CA_FILE),
                    values.text(Variable.REDIS_CERTIFICATE_FILE),
                    values.text(Variable.REDIS_KEY_FILE)));
    RedisSettings.Server server =
        fitting(
            "CHAT_REDIS_URL",
            () ->
                new RedisSettings.Server(
                    values.text(Variable.REDIS_URL), values.text(Variable.REDIS_PASSWORD), tls));
    return new RedisSettings(
        RedisServers.one(server),
        values.time(Variable.REDIS_TIMEOUT),
        values.number(Variable.REDIS_MAX_IN_FLIGHT),
        new RedisSettings.Log(
            values.time(Variable.ID_WINDOW),
            values.number(Variable.BACKLOG_LIMIT),
            values.number(Variable.LOG_KEEP),
            values.number(Variable.LOG_MAX),
            values.number(Variable.LOG_MAX_BYTES)),
        new RedisSettings.Reads(
            values.number(Variable.READ_BYTES),
            values.number(Variable.READS_WAITING),
            values.time(Variable.READ_TIMEOUT)));
  }

  static PostgresSettings postgres(Configuration values, String nodeId) {
    PostgresSettings.Server server =
        fitting(
            "CHAT_DATABASE_URL",
            () ->
                new PostgresSettings.Server(
                    values.text(Variable.DATABASE_URL), values.text(Variable.DATABASE_CA_FILE)));
    return new PostgresSettings(
        nodeId,
        server,
        role(values, Variable.DATABASE_USER, Variable.DATABASE_PASSWORD),
        role(values, Variable.DATABASE_OWNER, Variable.DATABASE_OWNER_PASSWORD),
        new PostgresSettings.Pool(
            values.number(Variable.DATABASE_POOL), values.number(Variable.DATABASE_MAX_WAITING)),
        new PostgresSettings.Patience(
            values.time(Variable.DATABASE_TIMEOUT),
            values.time(Variable.DATABASE_WRITE_TIMEOUT),
            values.time(Variable.DATABASE_IDLE_TRANSACTION)));
  }

  private static PostgresSettings.Role role(
      Configuration values, Variable user, Variable password) {
    return new PostgresSettings.Role(values.text(user), values.text(password));
  }
}
