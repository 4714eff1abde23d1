package io.chatcluster.loadtest.check;

import io.chatcluster.loadtest.client.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What every client shows of every room.
final class Views {

  private static final class Client {
    final Map<String, View> rooms = new HashMap<>();
    boolean connected;
    boolean ended;
    long connectedNanos;
  }

  private final Findings findings;
  private final Sends sends;
  private final boolean gapsAllowed;
  private final Map<String, Client> clients = new LinkedHashMap<>();

  /// Views of rooms that were left.
  private final List<View> closed = new ArrayList<>();

  Views(Findings findings, Sends sends, boolean gapsAllowed) {
    this.findings = findings;
    this.sends = sends;
    this.gapsAllowed = gapsAllowed;
  }

  void apply(Entry entry) {
    Client client = clients.computeIfAbsent(entry.client(), _ -> new Client());
    switch (entry.event()) {
      case Event.Connect(var _) -> {
        client.connected = true;
        client.connectedNanos = entry.nanos();
      }
      case Event.Disconnect(var _) -> client.connected = false;
      case Event.End() -> client.ended = true;
      case Event.Join join -> view(client, entry.client(), join.room(), join.from());
      case Event.Leave(String room) -> {
        View view = client.rooms.remove(room);
        if (view != null) {
          closed.add(view);
        }
      }
      case Event.Deliver seen -> deliver(client, entry, seen);
      case Event.Rollback(String room, Position to) ->
          view(client, entry.client(), room, to).rollback(to, sends, entry.nanos());
      case Event.Gap gap ->
          view(client, entry.client(), gap.room(), gap.after())
              .gap(gap, gapsAllowed, entry.nanos());
      case Event.Invoke _,
          Event.Ok _,
          Event.Fail _,
          Event.GiveUp _,
          Event.Signal _,
          Event.Hear _ -> {}
    }
  }

  private void deliver(Client client, Entry entry, Event.Deliver seen) {
    if (!sends.wasSent(seen.room(), seen.id())) {
      findings.add(
          Findings.PHANTOM,
          entry.client() + " was handed what nobody sent in " + seen.room(),
          seen.id(),
          seen.at());
    }
    view(client, entry.client(), seen.room(), seen.prev()).deliver(seen, entry.nanos());
  }

  /// A client that has a view of the room goes on with it, whatever it was told on joining again.
  private View view(Client client, String name, String room, Position base) {
    return client.rooms.computeIfAbsent(room, _ -> new View(name, room, base, findings));
  }

  void checkOrder(Map<String, RoomHistory> rooms) {
    for (View view : closed) {
      view.checkOrder(rooms.getOrDefault(view.room, RoomHistory.EMPTY), true);
    }
    for (Client client : clients.values()) {
      for (View view : client.rooms.values()) {
        view.checkOrder(rooms.getOrDefault(view.room, RoomHistory.EMPTY), client.ended);
      }
    }
  }

  /// @param quietNanos from when on nothing happened that could keep a client from its head
  void checkReached(Map<String, RoomHistory> rooms, long quietNanos, long boundNanos) {
    clients.forEach(
        (name, client) -> {
          if (client.ended) {
            return;
          }
          if (!client.connected) {
            findings.add(Findings.STUCK, name + " is not connected in the end", name);
            return;
          }
          long deadline = Math.max(quietNanos, client.connectedNanos) + boundNanos;
          client.rooms.forEach(
              (room, view) ->
                  view.checkReached(rooms.getOrDefault(room, RoomHistory.EMPTY).head(), deadline));
        });
  }
}
