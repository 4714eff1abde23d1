package io.chatcluster.redis;

import io.chatcluster.broker.LinkEvents;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks whether Redis may drop keys to make room (`maxmemory-policy`). If it may, it drops
/// messages, ids and queues, and no promise holds.
///
/// It is logged as an error when found, and counted for as long as it lasts. The answer comes from
/// `INFO`, because many who run Redis for others forbid `CONFIG GET`. Owned by the loop of its
/// link.
final class Eviction {

  private static final Logger LOG = LoggerFactory.getLogger(Eviction.class);
  private static final String SAFE = "noeviction";
  private static final String FIELD = "maxmemory_policy:";

  private final LinkEvents metrics;
  private String policy = SAFE;

  Eviction(LinkEvents metrics) {
    this.metrics = metrics;
  }

  /// To be called for each new connection, and now and then.
  void look(RedisLink link) {
    link.send(Request.cmd(Command.INFO).arg("memory"))
        .onSuccess(info -> read(info.toString()))
        .onFailure(failure -> LOG.debug("maxmemory-policy: {}", failure.getMessage()));
  }

  /// What Redis says of its memory.
  void read(String info) {
    info.lines().forEach(this::line);
  }

  private void line(String line) {
    if (!line.startsWith(FIELD)) {
      return;
    }
    String found = line.substring(FIELD.length()).strip();
    if (found.equals(policy)) {
      return;
    }
    boolean evicted = !policy.equals(SAFE);
    boolean evicts = !found.equals(SAFE);
    policy = found;
    if (evicts != evicted) {
      metrics.evicts(evicts);
    }
    if (evicts) {
      LOG.error(
          "this Redis may drop messages that were acked: its maxmemory-policy is {}, not {}",
          found,
          SAFE);
    } else {
      LOG.info("the maxmemory-policy of Redis is {} again", SAFE);
    }
  }
}
