package io.chatcluster.node;

import io.chatcluster.protocol.Drop;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import io.chatcluster.protocol.UserId;
import io.chatcluster.room.Offer;
import io.chatcluster.room.Signals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The sessions of one loop, user by user. Owned by its loop.
final class Users {

  private final UserWatch watch;
  private final NodeEvents events;
  private final Map<UserId, List<Ear>> sessions = new HashMap<>();

  Users(UserWatch watch, NodeEvents events) {
    this.watch = watch;
    this.events = events;
  }

  void arrive(UserId user, Ear session) {
    List<Ear> here = sessions.get(user);
    if (here == null) {
      here = new ArrayList<>(1);
      sessions.put(user, here);
      watch.watch(user);
    }
    here.add(session);
  }

  void depart(UserId user, Ear session) {
    List<Ear> here = sessions.get(user);
    if (here != null && here.remove(session) && here.isEmpty()) {
      sessions.remove(user);
      watch.unwatch(user);
    }
  }

  /// Tells a user's sessions that rights have changed.
  void rightsChanged(UserId user, @Nullable RoomId room) {
    List.copyOf(sessions.getOrDefault(user, List.of()))
        .forEach(session -> session.rightsChanged(room));
  }

  /// Tells a user's sessions, except the one that it comes from.
  void hear(UserId user, Signal signal) {
    List<Ear> here = sessions.get(user);
    if (here == null) {
      return;
    }
    Signals one = new Signals(List.of(signal));
    for (Ear session : List.copyOf(here)) {
      boolean own = session.session().equals(signal.key().session());
      if (!own && session.offer(one) != Offer.ACCEPTED) {
        events.dropped(Drop.SLOW, 1);
      }
    }
  }
}
