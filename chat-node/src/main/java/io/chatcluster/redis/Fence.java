package io.chatcluster.redis;

import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Generations;
import io.chatcluster.broker.OnLoop;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Learns, for one connection, the generation of every partition, and raises those that belong to
/// another history.
///
/// A restart or promotion of Redis changes the master's replication id and breaks every connection,
/// so a connection that passed here stays true to one history; a flush removes the generations, and
/// then every call answers stale. Owned by the loop of its link.
final class Fence {

  private static final Logger LOG = LoggerFactory.getLogger(Fence.class);
  private static final String LIBRARY = library();

  private final Keys keys;
  private final Generations generations;
  private final long[] known;
  private String history = "";

  Fence(Keys keys, Generations generations) {
    this.keys = keys;
    this.generations = generations;
    this.known = new long[keys.partitions().count()];
    forget();
  }

  /// The partition's generation, -1 if unknown.
  long generation(int partition) {
    return known[partition];
  }

  void forget() {
    Arrays.fill(known, -1);
  }

  /// Passes the fence on a fresh connection: role, function library, all generations.
  Future<?> pass(RedisLink link, RedisConnection connection) {
    forget();
    return link.send(connection, Request.cmd(Command.INFO).arg("replication"))
        .compose(info -> adopt(info.toString()))
        .compose(
            _ ->
                link.send(
                    connection,
                    Request.cmd(Command.FUNCTION).arg("LOAD").arg("REPLACE").arg(LIBRARY)))
        .compose(_ -> learn(link, connection, IntStream.range(0, known.length).boxed().toList()));
  }

  /// Learns the generations of some partitions, raising what must be raised.
  Future<?> learn(RedisLink link, RedisConnection connection, List<Integer> partitions) {
    List<Future<Response>> answers = new ArrayList<>();
    for (int p : partitions) {
      answers.add(
          link.send(
              connection,
              Request.cmd(Command.MGET).arg(keys.generation(p)).arg(keys.generationHistory(p))));
    }
    return Future.all(answers).compose(_ -> claim(link, connection, partitions, answers));
  }

  private Future<?> claim(
      RedisLink link,
      RedisConnection connection,
      List<Integer> partitions,
      List<Future<Response>> answers) {
    List<Generations.Claim> claims = new ArrayList<>();
    for (int i = 0; i < partitions.size(); i++) {
      Response generation = answers.get(i).result().get(0);
      Response owner = answers.get(i).result().get(1);
      int p = partitions.get(i);
      if (generation != null && owner != null && owner.toString().equals(history)) {
        known[p] = Long.parseLong(generation.toString());
      } else {
        claims.add(new Generations.Claim(p, generation == null));
      }
    }
    if (claims.isEmpty()) {
      return Future.succeededFuture();
    }
    LOG.info("fencing {} partitions for history {}", claims.size(), history);
    return OnLoop.back(generations.claim(history, claims))
        .compose(
            claimed ->
                Future.all(
                    claims.stream()
                        .map(
                            claim ->
                                raise(
                                    link,
                                    connection,
                                    claim.partition(),
                                    Objects.requireNonNull(claimed.get(claim.partition()))))
                        .toList()));
  }

  private Future<?> raise(
      RedisLink link, RedisConnection connection, int partition, long generation) {
    Request request =
        Request.cmd(Command.FCALL)
            .arg("chat1_fence")
            .arg(2)
            .arg(keys.generation(partition))
            .arg(keys.generationHistory(partition))
            .arg(generation)
            .arg(history);
    return link.send(connection, request)
        .onSuccess(present -> known[partition] = Long.parseLong(present.toString()));
  }

  private Future<?> adopt(String info) {
    String role = "";
    String replicationId = "";
    for (String line : info.lines().toList()) {
      if (line.startsWith("role:")) {
        role = line.substring("role:".length()).strip();
      } else if (line.startsWith("master_replid:")) {
        replicationId = line.substring("master_replid:".length()).strip();
      }
    }
    if (!role.equals("master") || replicationId.isEmpty()) {
      return Future.failedFuture(
          new BrokerException(
              BrokerException.Kind.UNAVAILABLE, "this Redis is not a master but '" + role + "'"));
    }
    history = replicationId;
    return Future.succeededFuture();
  }

  private static String library() {
    try (InputStream lua = Fence.class.getResourceAsStream("/redis/chat1.lua")) {
      return new String(
          Objects.requireNonNull(lua, "chat1.lua is missing").readAllBytes(),
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
