package io.chatcluster.sim;

import io.chatcluster.protocol.RoomId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Lets things go wrong, and puts them right again.
final class Accidents {

  /// How wrong somebody sets a clock: by more than a sender waits for its answer, and by less than
  /// half of what clocks may be apart, so that what one clock said and another says later is never
  /// further apart than that, whichever way the two are wrong.
  private static final long WRONG_MILLIS = 4_500;

  private final World world;
  private final Clockwork clock;
  private final List<SimNode> nodes;
  private final List<SimClient> clients;
  private final List<Fault> faults;

  /// Longer than it takes a client to find a node silent, and to be gone from it.
  private static final long GONE_MICROS = 37_000_000;

  private static final long LONGEST_FREEZE_MICROS = 45_000_000;

  /// Whose clock somebody has set.
  private final Set<SimNode> stepped = new HashSet<>();

  Accidents(World world, List<SimNode> nodes, List<SimClient> clients) {
    this.world = world;
    this.clock = world.clock;
    this.nodes = nodes;
    this.clients = clients;
    this.faults = List.copyOf(world.scenario.faults());
  }

  /// One accident of those that this run allows; others may follow at once.
  void happen() {
    if (faults.isEmpty() || !world.faulty()) {
      return;
    }
    if (clock.chance(0.3)) {
      clock.afterMicros(clock.microsBetween(0, 200_000), this::happen);
    }
    Fault fault = faults.get(clock.below(faults.size()));
    world.trace(() -> "--- " + fault + " ---");
    switch (fault) {
      case WAKE_UPS, ZOMBIE_ARCHIVER, POISON -> {}
      case PUBSUB_CUT -> anyNode().subscriptions().link().cut();
      case LINK_CUT -> {
        List<SimLink> links = anyNode().links();
        links.get(clock.below(links.size())).cut();
      }
      case REDIS_LOSS -> crashRedis(true);
      case REDIS_RESTART -> crashRedis(false);
      case FLUSH -> {
        if (!world.redis.down()) {
          world.redis.flushAll();
        }
      }
      case QUEUE_LOST -> damage(anyPartition()::loseQueue);
      case EPOCH_LOST -> damage(anyPartition()::loseEpoch);
      case PARTITION_LOST -> damage(anyPartition()::flush);
      case KEYS_LOST -> {
        if (!world.redis.down()) {
          RoomId room = new RoomId(world.anyRoom());
          world.redis.of(room).loseKeys(room, world.postgres.head(room));
        }
      }
      case FIRST_REPLICA -> damage(world.redis::replicate);
      case REDIS_PAUSE -> world.redis.pause(clock.microsBetween(10_000, 2_500_000));
      case REDIS_FULL -> world.redis.fill(clock.microsBetween(10_000, 2_500_000));
      case POSTGRES_DOWN -> {
        world.postgres.stop();
        after(4_000, world.postgres::start);
      }
      case NODE_CRASH -> crashNode(clock.below(nodes.size()));
      case NODE_FREEZE -> {
        SimNode node = anyNode();
        if (clock.chance(0.5)) {
          freeze(node);
        } else {
          node.archiver().atNextBegin(() -> freeze(node));
        }
      }
      case NODE_DRAIN -> drainNode(clock.below(nodes.size()));
      case SLOW_CONSUMER -> anyClient().slow(clock.microsBetween(10_000, 3_000_000));
      case CLIENT_CUT -> anyClient().cut();
      case CLIENT_RESTART -> anyClient().restart();
      case SILENT_ARCHIVER -> silenceArchiver();
      case CLOCK_STEP -> stepClock(anyNode());
      case CLIENT_LEAVES -> anyClient().leave(world.anyRoom());
      case RIGHTS -> changeRights();
    }
  }

  /// Somebody may not be in a room any more, or may again; often only for a moment.
  void changeRights() {
    String user = anyClient().name;
    String room = world.anyRoom();
    world.rights.change(user, room);
    if (clock.chance(0.5)) {
      clock.afterMicros(
          clock.microsBetween(1, 1_500_000),
          () -> {
            if (world.faulty()) {
              world.rights.change(user, room);
            }
          });
    }
  }

  private void damage(Runnable harm) {
    if (!world.redis.down()) {
      harm.run();
    }
  }

  private SimPartition anyPartition() {
    return world.redis.of(new RoomId(world.anyRoom()));
  }

  private SimNode anyNode() {
    return nodes.get(clock.below(nodes.size()));
  }

  private SimClient anyClient() {
    return clients.get(clock.below(clients.size()));
  }

  private void after(long mostMillis, Runnable task) {
    clock.afterMicros(clock.microsBetween(1_000, mostMillis * 1_000), task);
  }

  private void crashRedis(boolean losing) {
    if (!world.redis.down()) {
      world.redis.crash(losing);
      nodes.forEach(node -> node.links().forEach(SimLink::cut));
      after(2_500, world.redis::restart);
    }
  }

  private void crashNode(int index) {
    if (!nodes.get(index).dead()) {
      nodes.get(index).crash();
      after(3_000, () -> restart(index));
    }
  }

  private void silenceArchiver() {
    List<SimNode> speaking =
        nodes.stream().filter(node -> !node.dead() && !node.archiver().silent()).toList();
    if (speaking.size() > 1) {
      speaking.get(clock.below(speaking.size())).archiver().fallSilent();
    }
  }

  private void freeze(SimNode node) {
    boolean another = nodes.stream().filter(SimNode::accepting).anyMatch(one -> !one.equals(node));
    if (node.accepting() && another && world.faulty()) {
      world.trace(() -> node.id + " freezes");
      node.freeze();
      world.frozen();
      long micros =
          clock.chance(0.5)
              ? clock.microsBetween(GONE_MICROS, LONGEST_FREEZE_MICROS)
              : clock.microsBetween(100_000, 6_000_000);
      clock.afterMicros(micros, () -> wake(node, micros));
    }
  }

  private void wake(SimNode node, long micros) {
    if (node.frozen()) {
      world.trace(() -> node.id + " wakes up");
      if (micros >= GONE_MICROS && clients.stream().anyMatch(client -> client.isOn(node))) {
        world.violation("F3: a client stayed with " + node.id + " while it was frozen");
      }
      node.wake();
    }
  }

  /// Whether somebody has yet to wake up.
  boolean frozen() {
    return nodes.stream().anyMatch(SimNode::frozen);
  }

  private void stepClock(SimNode node) {
    if (stepped.add(node)) {
      long step = (clock.chance(0.5) ? WRONG_MILLIS : -WRONG_MILLIS) - node.skewMillis();
      node.stepClock(step);
      after(
          4_000,
          () -> {
            node.stepClock(-step);
            stepped.remove(node);
          });
    }
  }

  private void drainNode(int index) {
    SimNode node = nodes.get(index);
    node.drain();
    clock.afterMicros(
        3_000_000,
        () -> {
          if (node.equals(nodes.get(index))) {
            crashNode(index);
          }
        });
  }

  private void restart(int index) {
    if (nodes.get(index).dead()) {
      world.trace(() -> "n" + index + " starts again");
      nodes.set(index, new SimNode(world, "n" + index));
    }
  }

  /// Everything that is down comes up; who has fallen silent stays so, if there are others.
  void heal() {
    world.redis.restart();
    world.postgres.start();
    world.rights.heal();
    for (int i = 0; i < nodes.size(); i++) {
      if (!nodes.get(i).accepting() && !nodes.get(i).dead()) {
        nodes.get(i).crash();
      }
      restart(i);
    }
  }
}
