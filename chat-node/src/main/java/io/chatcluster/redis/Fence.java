package io.chatcluster.redis;

import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Epochs;
import io.chatcluster.broker.OnLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Learns, for one connection, the epoch of every partition that is kept at its other end, and
/// raises those that belong to another incarnation.
///
/// An incarnation begins when Redis starts, is promoted, gets its first replica, or loses the epoch
/// or the archive queue of the partition. Redis names it, and tells all who look the same name, so
/// it is claimed once however many nodes find it. Owned by the loop of its link.
final class Fence {

  private static final Logger LOG = LoggerFactory.getLogger(Fence.class);

  /// An incarnation may end while it is being claimed; more often than this is no accident.
  private static final int LOOKS = 6;

  private final Keys keys;
  private final Epochs epochs;
  private final List<Integer> kept;
  private final long[] known;

  /// Where each epoch stands, as PostgreSQL last said.
  private final long[] stood;

  private final String nonce = UUID.randomUUID().toString().substring(0, 8);
  private int proposals;
  private final Set<Integer> wanted = new TreeSet<>();
  private Promise<Void> wantedLearnt = Promise.promise();
  private boolean learning;

  /// @param kept the partitions that are kept there
  Fence(Keys keys, Epochs epochs, List<Integer> kept) {
    this.keys = keys;
    this.epochs = epochs;
    this.kept = kept;
    this.known = new long[keys.partitions().count()];
    this.stood = new long[keys.partitions().count()];
    Arrays.fill(stood, -1);
    forget();
  }

  /// The partition's epoch, -1 if unknown or kept elsewhere.
  long epoch(int partition) {
    return known[partition];
  }

  void forget() {
    Arrays.fill(known, -1);
  }

  /// Passes the fence on a fresh connection: role, function library, all epochs.
  Future<?> pass(RedisLink link, RedisConnection connection) {
    forget();
    return link.load(connection).compose(_ -> learn(link, connection, kept, LOOKS));
  }

  /// Learns the epoch of a partition again, raising it if need be. Partitions that are asked for
  /// while others are being learnt go together: what one has lost, all have often lost.
  Future<?> learn(RedisLink link, RedisConnection connection, int partition) {
    wanted.add(partition);
    Promise<Void> learnt = wantedLearnt;
    if (!learning) {
      learnWanted(link, connection);
    }
    return learnt.future();
  }

  private void learnWanted(RedisLink link, RedisConnection connection) {
    List<Integer> partitions = List.copyOf(wanted);
    Promise<Void> learnt = wantedLearnt;
    wanted.clear();
    wantedLearnt = Promise.promise();
    learning = true;
    learn(link, connection, partitions, LOOKS)
        .onComplete(
            done -> {
              learning = false;
              if (!wanted.isEmpty()) {
                learnWanted(link, connection);
              }
              if (done.succeeded()) {
                learnt.complete();
              } else {
                learnt.fail(done.cause());
              }
            });
  }

  /// The functions ask the master for its name themselves: its first replica changes it without
  /// breaking any connection, and two nodes that know it by two names would raise the epoch in
  /// turn.
  private Future<?> learn(
      RedisLink link, RedisConnection connection, List<Integer> partitions, int looks) {
    if (partitions.isEmpty()) {
      return Future.succeededFuture();
    }
    if (looks == 0) {
      return Future.failedFuture(
          unavailable("the epochs of partitions " + partitions + " do not hold still"));
    }
    return look(link, connection, partitions)
        .compose(claims -> claim(link, connection, claims))
        .compose(again -> learn(link, connection, again, looks - 1));
  }

  private Future<List<Epochs.Claim>> look(
      RedisLink link, RedisConnection connection, List<Integer> partitions) {
    String proposal = nonce + "." + proposals++;
    List<Epochs.Claim> claims = new ArrayList<>();
    List<Future<?>> answers = new ArrayList<>();
    for (int p : partitions) {
      // Must be read before the look is sent: an answer that comes in between says nothing about
      // before.
      long stands = stood[p];
      answers.add(
          link.send(connection, call("chat1_look", p).arg(proposal))
              .compose(
                  answer -> {
                    String what = answer.get(0).toString();
                    String said = answer.get(1).toString();
                    switch (what) {
                      case "OK" -> known[p] = Long.parseLong(said);
                      case "CLAIM" ->
                          claims.add(
                              new Epochs.Claim(
                                  p, said, Long.parseLong(answer.get(2).toString()), stands));
                      default -> {
                        return Future.failedFuture(
                            unavailable("this Redis is not a master but '" + said + "'"));
                      }
                    }
                    return Future.succeededFuture();
                  }));
    }
    return Future.all(answers).map(claims);
  }

  /// @return partitions to look at again: their incarnation has ended by now, or PostgreSQL has
  ///     said for the first time where they stand
  private Future<List<Integer>> claim(
      RedisLink link, RedisConnection connection, List<Epochs.Claim> claims) {
    if (claims.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    LOG.info(
        "fencing {} partitions for incarnation {}", claims.size(), claims.getFirst().incarnation());
    List<Integer> again = new ArrayList<>();
    return OnLoop.back(epochs.claim(claims))
        .compose(
            claimed ->
                Future.all(
                    claims.stream()
                        .map(
                            claim -> {
                              Epochs.Standing standing = claimed.get(claim.partition());
                              Objects.requireNonNull(standing, "a claim without an answer");
                              stood[claim.partition()] = standing.epoch();
                              if (standing.grants(claim)) {
                                long epoch = standing.epoch();
                                return raise(link, connection, claim, epoch, again);
                              }
                              again.add(claim.partition());
                              return Future.succeededFuture();
                            })
                        .toList()))
        .map(again);
  }

  private Future<Response> raise(
      RedisLink link,
      RedisConnection connection,
      Epochs.Claim claim,
      long epoch,
      List<Integer> again) {
    int partition = claim.partition();
    return link.send(connection, call("chat1_fence", partition).arg(epoch).arg(claim.incarnation()))
        .onSuccess(
            present -> {
              if (present.toString().isEmpty()) {
                again.add(partition);
              } else {
                known[partition] = Long.parseLong(present.toString());
              }
            });
  }

  private Request call(String function, int partition) {
    return fenced(keys, function, partition);
  }

  /// A call of one of the fence's functions, which all work on the same keys.
  static Request fenced(Keys keys, String function, int partition) {
    return Request.cmd(Command.FCALL)
        .arg(function)
        .arg(4)
        .arg(keys.epoch(partition))
        .arg(keys.incarnation(partition))
        .arg(keys.claimedIncarnation(partition))
        .arg(keys.archiveQueue(partition));
  }

  private static BrokerException unavailable(String why) {
    return new BrokerException(BrokerException.Kind.UNAVAILABLE, why);
  }
}
