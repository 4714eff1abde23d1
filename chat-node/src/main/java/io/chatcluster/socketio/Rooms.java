package io.chatcluster.socketio;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Who is in which room of one namespace. Owned by its loop.
final class Rooms {

  private final int most;
  private final Map<String, Set<ClientSocket>> members = new HashMap<>();
  private final Map<ClientSocket, Set<String>> rooms = new HashMap<>();

  /// @param most rooms that a socket may be in at once
  Rooms(int most) {
    this.most = most;
  }

  /// @return whether it is there now
  boolean join(ClientSocket socket, String room) {
    Set<String> own = rooms.computeIfAbsent(socket, _ -> new LinkedHashSet<>());
    if (own.contains(room)) {
      return true;
    }
    if (own.size() >= most) {
      return false;
    }
    own.add(room);
    members.computeIfAbsent(room, _ -> new LinkedHashSet<>()).add(socket);
    return true;
  }

  void leave(ClientSocket socket, String room) {
    Set<String> own = rooms.get(socket);
    if (own != null && own.remove(room)) {
      remove(socket, room);
    }
  }

  /// It leaves them all.
  void forget(ClientSocket socket) {
    Set<String> own = rooms.remove(socket);
    if (own != null) {
      own.forEach(room -> remove(socket, room));
    }
  }

  private void remove(ClientSocket socket, String room) {
    members.computeIfPresent(
        room,
        (_, all) -> {
          all.remove(socket);
          return all.isEmpty() ? null : all;
        });
  }

  Set<ClientSocket> members(String room) {
    return members.getOrDefault(room, Set.of());
  }

  Set<String> of(ClientSocket socket) {
    return Set.copyOf(rooms.getOrDefault(socket, Set.of()));
  }
}
