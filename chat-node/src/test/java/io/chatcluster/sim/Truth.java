package io.chatcluster.sim;

import io.chatcluster.loadtest.client.Message;
import io.chatcluster.loadtest.client.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the clients said and were told, for the checks at the end.
final class Truth {

  /// A message that a client wanted sent.
  record Said(String room, String user, String id) {}

  /// An ack, or a message that a rollback took back.
  record Placed(String room, String id, Position at) {}

  final Map<String, Said> said = new LinkedHashMap<>();
  final List<Placed> acked = new ArrayList<>();
  final Set<String> refused = new HashSet<>();
  final List<Placed> rolledBack = new ArrayList<>();
  final List<String> violations = new ArrayList<>();

  /// What each client is shown, by client and room.
  final Map<String, Map<String, Diary>> diaries = new HashMap<>();

  Map<String, Diary> diaries(String client) {
    return diaries.computeIfAbsent(client, _ -> new LinkedHashMap<>());
  }

  void rolledBack(String room, List<Message> gone) {
    gone.forEach(message -> rolledBack.add(new Placed(room, message.id(), message.at())));
  }
}
