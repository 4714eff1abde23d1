package io.chatcluster.faults;

import io.chatcluster.loadtest.check.Entry;
import io.chatcluster.loadtest.check.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// On which nodes the clients of a run have been, and how they left them.
///
/// @param history all that they have recorded
record Travels(List<Entry> history) {

  /// The node of each client that is on one now.
  Map<String, String> whereabouts() {
    Map<String, String> nodes = new HashMap<>();
    for (Entry entry : history) {
      switch (entry.event()) {
        case Event.Connect(String node) -> nodes.put(entry.client(), node);
        case Event.Disconnect(int _) -> nodes.remove(entry.client());
        default -> {}
      }
    }
    return nodes;
  }

  /// How often each client has connected.
  Map<String, Long> connects() {
    return history.stream()
        .filter(entry -> entry.event() instanceof Event.Connect)
        .collect(Collectors.groupingBy(Entry::client, TreeMap::new, Collectors.counting()));
  }

  /// How often connections have ended with each close code.
  Map<Integer, Long> endings() {
    Map<Integer, Long> codes = new TreeMap<>();
    for (Entry entry : history) {
      if (entry.event() instanceof Event.Disconnect(int code)) {
        codes.merge(code, 1L, Long::sum);
      }
    }
    return codes;
  }

  /// Messages that were refused or given up, and everything that a client was told to be missing or
  /// taken back.
  List<Entry> troubles() {
    return history.stream()
        .filter(
            entry ->
                switch (entry.event()) {
                  case Event.Fail _, Event.GiveUp _, Event.Gap _, Event.Rollback _ -> true;
                  default -> false;
                })
        .toList();
  }
}
