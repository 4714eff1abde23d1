package io.chatcluster.redis;

import io.chatcluster.broker.Partitions;
import io.chatcluster.limits.Limit;
import io.chatcluster.protocol.Audience;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import java.util.Optional;

/// Names of keys and channels; the table stands in `chat1.lua`.
///
/// All names of a partition share a hash tag, so on a Redis Cluster they live on one server. Names
/// of rooms and users stand in them as a [KeyWord] each.
record Keys(Partitions partitions) {

  /// The channel on which the archiver announces what is committed.
  static final String ACKS = "{acks}:committed";

  /// A bucket of the limits; they belong to no partition.
  static String bucket(Limit limit, String name) {
    return "{limits}:" + limit.wire() + ":" + KeyWord.encode(name);
  }

  /// Where a node listens for its peers; belongs to no partition. An id has nothing to encode.
  static String peer(String node) {
    return "{peers}:" + node;
  }

  String epoch(int partition) {
    return tag(partition) + ":epoch";
  }

  String incarnation(int partition) {
    return tag(partition) + ":epoch:incarnation";
  }

  String claimedIncarnation(int partition) {
    return tag(partition) + ":epoch:claimed";
  }

  String archiveQueue(int partition) {
    return tag(partition) + ":queue";
  }

  String head(RoomId room) {
    return room(room) + ":h";
  }

  String stream(RoomId room) {
    return room(room) + ":s";
  }

  /// The pattern of all streams' names, for a scan; other names may match it too.
  static final String STREAMS = "{p*}:r:*:s";

  /// The room whose stream has this name; empty for any other name.
  Optional<RoomId> roomOfStream(String key) {
    String[] words = key.split(":", -1);
    if (words.length != 4) {
      return Optional.empty();
    }
    try {
      RoomId room = new RoomId(KeyWord.decode(words[2]));
      return stream(room).equals(key) ? Optional.of(room) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  String dedupe(RoomId room, UserId user, MessageId id) {
    return room(room) + ":d:" + KeyWord.encode(user.value()) + ":" + id;
  }

  String channel(RoomId room) {
    return tag(partitions.of(room)) + ":c:" + KeyWord.encode(room.value());
  }

  /// The channel of signals to the members of a room or the sessions of a user. Nodes that do not
  /// know signals do not listen to it.
  String channel(Audience audience) {
    String tag = tag(partitions.of(audience));
    return switch (audience) {
      case Audience.OfRoom(RoomId room) -> tag + ":f:" + KeyWord.encode(room.value());
      case Audience.OfUser(UserId user) -> tag + ":u:" + KeyWord.encode(user.value());
    };
  }

  /// A memo; see [io.chatcluster.broker.Memos].
  String memo(String name) {
    return tag(partitions.of(name)) + ":m:" + name;
  }

  private String room(RoomId room) {
    return tag(partitions.of(room)) + ":r:" + KeyWord.encode(room.value());
  }

  private static String tag(int partition) {
    return "{p" + partition + "}";
  }
}
