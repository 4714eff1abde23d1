package io.chatcluster.sim;

import io.chatcluster.loadtest.client.Message;
import io.chatcluster.loadtest.client.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the application of one client shows of one room, and where it stands: kept over restarts.
final class Diary {

  private final List<Position> shown = new ArrayList<>();
  private @Nullable Position start;
  private @Nullable Position position;

  void begin(Position from) {
    if (position == null) {
      start = from;
      position = from;
    }
  }

  void show(Message message) {
    shown.add(message.at());
    moveTo(message.at());
  }

  void moveTo(Position at) {
    if (position == null || at.isAfter(position)) {
      position = at;
    }
  }

  void rollBack(Position to) {
    while (!shown.isEmpty() && shown.getLast().isAfter(to)) {
      shown.removeLast();
    }
    if (start != null && start.isAfter(to)) {
      start = to;
    }
    position = to;
  }

  /// Where it began, what it shows and where it stands, oldest first.
  List<Position> seen() {
    List<Position> seen = new ArrayList<>();
    if (start != null) {
      seen.add(start);
    }
    seen.addAll(shown);
    if (position != null && !position.equals(seen.getLast())) {
      seen.add(position);
    }
    return seen;
  }
}
