package io.chatcluster.redis;

import io.chatcluster.broker.LinkEvents;
import io.chatcluster.broker.Reason;
import io.chatcluster.broker.Subscriptions;
import io.chatcluster.protocol.Audience;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The node's pub/sub connection to one server.
///
/// Owned by the event loop on which it was made. Sharded channels (`SSUBSCRIBE`) are used even on a
/// single Redis, so that a cluster needs nothing else. Nothing that waits for an answer goes over
/// this connection: for every push that comes in between, Vert.x' client takes the waiter of a
/// command off its queue, so commands and their answers get out of step. The probe is a
/// subscription that stands already, repeated; what proves that the connection lives is its push.
/// Any error cuts the connection, and the supervisor subscribes everything anew.
final class SubscriptionLink {

  private static final long PROBE_MILLIS = 1_000;
  private static final int CHANNELS_PER_COMMAND = 500;

  private final Keys keys;
  private final Subscriptions.Listener listener;
  private final RedisLink link;
  private final Vertx vertx;
  private final long probe;
  private final long silenceNanos;
  private final Map<String, RoomId> wanted = new HashMap<>();

  /// Channels of signals and changes of rights: of all wanted rooms, and of users.
  private final Map<String, Audience> fleeting = new HashMap<>();

  private final Unreadable unreadable = new Unreadable();
  private long heardNanos;

  /// Made on the event loop that will own it.
  SubscriptionLink(
      Vertx vertx,
      Destination destination,
      Keys keys,
      LinkEvents metrics,
      Subscriptions.Listener listener) {
    this.vertx = vertx;
    this.keys = keys;
    this.listener = listener;
    this.silenceNanos =
        destination.settings().timeout().toNanos() + TimeUnit.MILLISECONDS.toNanos(PROBE_MILLIS);
    this.link = new RedisLink(vertx, destination, metrics, new Owner());
    this.probe = vertx.setPeriodic(PROBE_MILLIS, _ -> probe());
  }

  void start() {
    link.start();
  }

  void close() {
    vertx.cancelTimer(probe);
    link.close();
  }

  void subscribe(RoomId room) {
    String channel = keys.channel(room);
    Audience members = new Audience.OfRoom(room);
    String signals = keys.channel(members);
    fleeting.put(signals, members);
    if (wanted.put(channel, room) == null && link.isUp()) {
      send(Command.SSUBSCRIBE, List.of(channel, signals));
    }
  }

  void unsubscribe(RoomId room) {
    String channel = keys.channel(room);
    String signals = keys.channel(new Audience.OfRoom(room));
    fleeting.remove(signals);
    if (wanted.remove(channel) != null && link.isUp()) {
      send(Command.SUNSUBSCRIBE, List.of(channel, signals));
    }
  }

  void subscribe(UserId user) {
    Audience sessions = new Audience.OfUser(user);
    String channel = keys.channel(sessions);
    if (fleeting.put(channel, sessions) == null && link.isUp()) {
      send(Command.SSUBSCRIBE, List.of(channel));
    }
  }

  void unsubscribe(UserId user) {
    String channel = keys.channel(new Audience.OfUser(user));
    if (fleeting.remove(channel) != null && link.isUp()) {
      send(Command.SUNSUBSCRIBE, List.of(channel));
    }
  }

  /// On a cluster of Redis all channels of one command must share a slot; those of one partition
  /// do.
  private void subscribeAll() {
    send(Command.SSUBSCRIBE, List.of(Keys.ACKS));
    Map<Integer, List<String>> byPartition = new HashMap<>();
    wanted.forEach(
        (channel, room) ->
            byPartition
                .computeIfAbsent(keys.partitions().of(room), _ -> new ArrayList<>())
                .add(channel));
    fleeting.forEach(
        (channel, audience) ->
            byPartition
                .computeIfAbsent(keys.partitions().of(audience), _ -> new ArrayList<>())
                .add(channel));
    for (List<String> channels : byPartition.values()) {
      for (int from = 0; from < channels.size(); from += CHANNELS_PER_COMMAND) {
        int to = Math.min(channels.size(), from + CHANNELS_PER_COMMAND);
        send(Command.SSUBSCRIBE, channels.subList(from, to));
      }
    }
  }

  private void send(Command command, List<String> channels) {
    Request request = Request.cmd(command);
    channels.forEach(request::arg);
    link.send(request).onFailure(failure -> link.cut(command + ": " + Reason.of(failure)));
  }

  private void probe() {
    if (!link.isUp()) {
      return;
    }
    long silent = System.nanoTime() - heardNanos;
    if (silent > silenceNanos) {
      link.cut("nothing heard for " + TimeUnit.NANOSECONDS.toMillis(silent) + " ms");
    } else {
      send(Command.SSUBSCRIBE, List.of(Keys.ACKS));
    }
  }

  private void pushed(Response push) {
    heardNanos = System.nanoTime();
    boolean known =
        (push.type() == ResponseType.PUSH || push.type() == ResponseType.MULTI) && push.size() >= 3;
    if (!known) {
      link.cut("unexpected push");
      return;
    }
    switch (push.get(0).toString()) {
      case "smessage" -> message(push.get(1).toString(), push.get(2));
      case "ssubscribe" -> {
        RoomId room = wanted.get(push.get(1).toString());
        if (room != null) {
          listener.subscribed(room);
        }
      }
      default -> {}
    }
  }

  private void message(String channel, Response payload) {
    try {
      if (channel.equals(Keys.ACKS)) {
        Announcement.read(payload.toString(), listener);
        return;
      }
      RoomId room = wanted.get(channel);
      if (room != null) {
        listener.published(EnvelopeCodec.wakeUp(room, payload.toBytes()));
        return;
      }
      Audience audience = fleeting.get(channel);
      if (audience != null) {
        passing(audience, payload.toBytes());
      }
    } catch (IllegalArgumentException e) {
      // A newer node may publish what this one cannot read; the position check will read the log.
      unreadable.say("what was published on " + channel, e);
    }
  }

  private void passing(Audience audience, byte[] bytes) {
    if (RightsCodec.matches(bytes)) {
      listener.rightsChanged(RightsCodec.read(audience, bytes));
    } else {
      listener.signalled(SignalCodec.read(audience, bytes));
    }
  }

  private final class Owner implements RedisLink.Owner {

    @Override
    public Future<?> prepare(RedisConnection connection) {
      return Future.succeededFuture();
    }

    @Override
    public void up() {
      heardNanos = System.nanoTime();
      subscribeAll();
    }

    @Override
    public void pushed(Response push) {
      SubscriptionLink.this.pushed(push);
    }
  }
}
