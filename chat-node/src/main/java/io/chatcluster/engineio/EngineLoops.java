package io.chatcluster.engineio;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The event loops of one process that serve the same clients: which of them has a session. A
/// request may come to any of them.
///
/// Any thread.
public final class EngineLoops {

  private final Map<String, EngineLoop> owners = new ConcurrentHashMap<>();

  void add(String sid, EngineLoop owner) {
    owners.put(sid, owner);
  }

  void remove(String sid) {
    owners.remove(sid);
  }

  /// The loop that has the session; null if none has.
  @Nullable EngineLoop owner(String sid) {
    return owners.get(sid);
  }
}
