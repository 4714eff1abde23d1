package io.chatcluster.loadtest.check;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What clients heard of what nobody keeps: C11.
///
/// That one is missing is no fault. Owned by one check of a run.
final class Signals {

  /// Where a client is, and what it has heard over its present connection.
  private static final class Client {
    final Set<String> rooms = new HashSet<>();
    final Set<String> heard = new HashSet<>();
    final Set<String> told = new HashSet<>();
  }

  private final Findings findings;
  private final Set<Event.Hear> told = new HashSet<>();
  private final Map<String, Client> clients = new HashMap<>();

  Signals(Findings findings) {
    this.findings = findings;
  }

  void check(List<Entry> history) {
    // A receiver may have recorded a signal before its sender did.
    for (Entry entry : history) {
      if (entry.event() instanceof Event.Signal(String room, String mark)) {
        told.add(new Event.Hear(room, mark));
      }
    }
    history.forEach(this::apply);
  }

  private void apply(Entry entry) {
    Client client = clients.computeIfAbsent(entry.client(), _ -> new Client());
    switch (entry.event()) {
      case Event.Connect _ -> {
        client.rooms.clear();
        client.heard.clear();
        client.told.clear();
      }
      case Event.Join join -> client.rooms.add(join.room());
      case Event.Leave(String room) -> client.rooms.remove(room);
      case Event.Signal(var _, String mark) -> client.told.add(mark);
      case Event.Hear heard -> heard(entry.client(), client, heard);
      default -> {}
    }
  }

  private void heard(String name, Client client, Event.Hear heard) {
    String who = name + " heard a signal ";
    if (!told.contains(heard)) {
      find(who + "that nobody told " + heard.room(), heard);
    }
    if (!client.rooms.contains(heard.room())) {
      find(who + "of " + heard.room() + ", where it is not", heard);
    }
    if (client.told.contains(heard.mark())) {
      find(who + "of its own", heard);
    }
    if (!client.heard.add(heard.mark())) {
      find(who + "twice over one connection", heard);
    }
  }

  private void find(String sentence, Event.Hear heard) {
    findings.add(Findings.SIGNAL, sentence, heard.mark());
  }
}
