package io.chatcluster.redis;

import io.chatcluster.broker.LinkEvents;
import io.chatcluster.broker.Partitions;
import io.chatcluster.broker.Subscriptions;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.vertx.core.Vertx;

/// What the node hears: one pub/sub connection to each server, for the rooms and users that
/// belong there and for what is announced of their partitions.
///
/// Owned by the event loop on which it was made.
public final class RedisSubscriptions implements Subscriptions {

  private final Partitions partitions;
  private final Links<SubscriptionLink> links;

  /// Made on the event loop that will own it.
  public RedisSubscriptions(
      Vertx vertx,
      Partitions partitions,
      RedisSettings settings,
      LinkEvents metrics,
      Listener listener) {
    this.partitions = partitions;
    Keys keys = new Keys(partitions);
    this.links =
        new Links<>(
            "pubsub",
            settings,
            destination -> new SubscriptionLink(vertx, destination, keys, metrics, listener));
  }

  public void start() {
    links.forEach(SubscriptionLink::start);
  }

  public void close() {
    links.forEach(SubscriptionLink::close);
  }

  @Override
  public void subscribe(RoomId room) {
    links.of(partitions.of(room)).subscribe(room);
  }

  @Override
  public void unsubscribe(RoomId room) {
    links.of(partitions.of(room)).unsubscribe(room);
  }

  @Override
  public void subscribe(UserId user) {
    links.of(partitions.of(user)).subscribe(user);
  }

  @Override
  public void unsubscribe(UserId user) {
    links.of(partitions.of(user)).unsubscribe(user);
  }
}
