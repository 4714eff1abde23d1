package io.chatcluster.socketchat;

import io.chatcluster.session.Session;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Those who are here now. Owned by one event loop.
final class Visits {

  private final Set<Visit> all = new LinkedHashSet<>();

  void add(Visit visit) {
    all.add(visit);
  }

  void remove(Visit visit) {
    all.remove(visit);
  }

  List<Session> sessions() {
    return all.stream().map(visit -> visit.chat().session()).toList();
  }

  void tick() {
    List.copyOf(all).forEach(Visit::tick);
  }
}
