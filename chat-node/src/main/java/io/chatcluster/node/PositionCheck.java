package io.chatcluster.node;

import io.chatcluster.broker.Head;
import io.chatcluster.broker.OnLoop;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.room.Feed;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Compares where each feed stands with the head of its room, because a lost wake-up leaves no
/// trace. Owned by the loop of the feeds.
final class PositionCheck {

  /// With more rooms than this the check takes its turns.
  static final int ROOMS_AT_ONCE = 10_000;

  /// Rooms of a check that only the archive knows: more take their turns.
  static final int ARCHIVED_AT_ONCE = 256;

  private final Feeds feeds;
  private final Stores stores;
  private final Loop loop;
  private final NodeEvents events;
  private final long graceMillis;
  private final ArrayDeque<RoomId> unchecked = new ArrayDeque<>();
  private int turn;

  /// @param grace how long what is on its way to us may take
  PositionCheck(Feeds feeds, Stores stores, Loop loop, Duration grace, NodeEvents events) {
    this.feeds = feeds;
    this.stores = stores;
    this.loop = loop;
    this.graceMillis = grace.toMillis();
    this.events = events;
  }

  /// To be called once a second.
  void run() {
    if (unchecked.isEmpty()) {
      unchecked.addAll(feeds.rooms());
    }
    Map<RoomId, Position> stood = new HashMap<>();
    for (int i = Math.min(ROOMS_AT_ONCE, unchecked.size()); i > 0; i--) {
      RoomId room = unchecked.removeFirst();
      Feed feed = feeds.feed(room);
      if (feed == null || feed.reading()) {
        continue;
      }
      Position stands = feed.position();
      if (stands == null) {
        feed.catchUp();
      } else {
        stood.put(room, stands);
      }
    }
    if (!stood.isEmpty()) {
      stores
          .broker()
          .heads(new ArrayList<>(stood.keySet()))
          .onSuccess(heads -> compareLater(heads, stood));
    }
  }

  private void compareLater(List<Head> heads, Map<RoomId, Position> stood) {
    // What is already on its way to us is not missing.
    loop.after(graceMillis, () -> heads.forEach(head -> compare(head, stood)));
    List<RoomId> unknown =
        heads.stream().filter(head -> head.state() == Head.State.UNKNOWN).map(Head::room).toList();
    if (!unknown.isEmpty()) {
      List<RoomId> some = someOf(unknown);
      OnLoop.back(stores.archive().heads(some))
          .onSuccess(
              archived -> loop.after(graceMillis, () -> compareArchived(some, archived, stood)));
    }
  }

  /// Rooms in which nobody has spoken, or not for a long time. Anything said there opens them and
  /// is heard, so this only finds what was lost twice: a wake-up, and then the room.
  private List<RoomId> someOf(List<RoomId> unknown) {
    List<RoomId> some = new ArrayList<>();
    for (int i = Math.min(ARCHIVED_AT_ONCE, unknown.size()); i > 0; i--) {
      turn = (turn + 1) % unknown.size();
      some.add(unknown.get(turn));
    }
    return some;
  }

  private void compare(Head head, Map<RoomId, Position> stood) {
    switch (head.state()) {
      case OPEN -> compare(head.room(), head.position(), stood);
      case CLOSED -> {
        Feed feed = feeds.feed(head.room());
        if (feed != null) {
          feed.catchUp();
        }
      }
      case UNKNOWN -> {}
    }
  }

  private void compareArchived(
      List<RoomId> rooms, Map<RoomId, Position> archived, Map<RoomId, Position> stood) {
    for (RoomId room : rooms) {
      compare(room, archived.getOrDefault(room, Position.NONE), stood);
    }
  }

  private void compare(RoomId room, Position head, Map<RoomId, Position> stood) {
    Feed feed = feeds.feed(room);
    Position then = stood.get(room);
    if (feed != null && then != null && feed.check(head, then)) {
      events.healed();
    }
  }
}
