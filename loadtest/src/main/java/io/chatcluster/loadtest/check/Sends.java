package io.chatcluster.loadtest.check;

import io.chatcluster.loadtest.client.Position;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All messages that clients have sent, and what they were told of them: C1, C2, C4, C10.
final class Sends {

  private record Key(String room, String id) {}

  private record Sender(String client, String room) {}

  private static final class Send {
    final Sender sender;
    final String id;
    @Nullable Position acked;
    long ackedNanos;
    @Nullable String refusal;

    Send(Sender sender, String id) {
      this.sender = sender;
      this.id = id;
    }
  }

  private final Findings findings;

  /// In the order in which they were sent.
  private final Map<Key, Send> sends = new LinkedHashMap<>();

  private final Map<String, NavigableMap<Position, Send>> acked = new HashMap<>();

  Sends(Findings findings) {
    this.findings = findings;
  }

  /// @return whether the event was about a send
  boolean apply(Entry entry) {
    return switch (entry.event()) {
      case Event.Invoke invoke -> {
        invoked(entry.client(), invoke);
        yield true;
      }
      case Event.Ok ok -> {
        acked(entry.client(), ok, entry.nanos());
        yield true;
      }
      case Event.Fail fail -> {
        refused(fail);
        yield true;
      }
      case Event.GiveUp _ -> true;
      case Event.Connect _,
          Event.Disconnect _,
          Event.End _,
          Event.Join _,
          Event.Leave _,
          Event.Deliver _,
          Event.Rollback _,
          Event.Signal _,
          Event.Hear _,
          Event.Gap _ ->
          false;
    };
  }

  private void invoked(String client, Event.Invoke invoke) {
    sends.putIfAbsent(
        new Key(invoke.room(), invoke.id()),
        new Send(new Sender(client, invoke.room()), invoke.id()));
  }

  private void acked(String client, Event.Ok ok, long nanos) {
    Send send = sends.get(new Key(ok.room(), ok.id()));
    if (send == null) {
      findings.add(
          Findings.PHANTOM,
          client + " got an ack for what was never sent in " + ok.room(),
          ok.id());
      return;
    }
    if (send.acked != null && !send.acked.equals(ok.at())) {
      findings.add(
          Findings.DUPLICATE,
          client + " got two acks with different positions in " + ok.room(),
          ok.id(),
          send.acked,
          ok.at());
    }
    send.acked = ok.at();
    send.ackedNanos = nanos;
    acked.computeIfAbsent(ok.room(), _ -> new TreeMap<>()).put(ok.at(), send);
  }

  private void refused(Event.Fail fail) {
    Send send = sends.get(new Key(fail.room(), fail.id()));
    if (send != null) {
      send.refusal = fail.code();
    }
  }

  boolean wasSent(String room, String id) {
    return sends.containsKey(new Key(room, id));
  }

  /// The messages of a room above `to` and up to `from` that were acked by this time. One that was
  /// lost, and came back and was acked after that, was rolled back rightly.
  Map<Position, String> ackedBetween(String room, Position to, Position from, long nanos) {
    NavigableMap<Position, Send> all = acked.get(room);
    if (all == null || !from.isAfter(to)) {
      return Map.of();
    }
    Map<Position, String> found = new TreeMap<>();
    all.subMap(to, false, from, true)
        .forEach(
            (at, send) -> {
              if (send.ackedNanos < nanos) {
                found.put(at, send.id);
              }
            });
    return found;
  }

  void checkAcks(Map<String, RoomHistory> rooms) {
    Map<Sender, Send> last = new HashMap<>();
    for (Send send : sends.values()) {
      Position at = send.acked;
      if (at == null) {
        continue;
      }
      String room = send.sender.room();
      Stored stored = rooms.getOrDefault(room, RoomHistory.EMPTY).at(at);
      if (stored == null || !stored.id().equals(send.id)) {
        findings.add(
            Findings.ACKED_LOST,
            "an acked message of " + send.sender.client() + " is not in " + room,
            send.id,
            at);
      }
      Send before = last.put(send.sender, send);
      if (before != null && before.acked != null && !at.isAfter(before.acked)) {
        findings.add(
            Findings.FIFO,
            send.sender.client() + " sent them in this order, " + room + " has the other",
            before.id,
            send.id);
      }
    }
  }

  void checkStored(String room, RoomHistory history) {
    Map<String, Position> seen = new HashMap<>();
    for (Stored stored : history.messages()) {
      Position first = seen.putIfAbsent(stored.id(), stored.at());
      if (first != null) {
        findings.add(
            Findings.DUPLICATE, room + " has a message twice", stored.id(), first, stored.at());
      }
      Send send = sends.get(new Key(room, stored.id()));
      if (send == null) {
        findings.add(
            Findings.PHANTOM, room + " has a message that nobody sent", stored.id(), stored.at());
      } else if (send.refusal != null) {
        findings.add(
            Findings.PHANTOM,
            room + " has a message that was refused with " + send.refusal,
            stored.id(),
            stored.at());
      }
    }
  }
}
