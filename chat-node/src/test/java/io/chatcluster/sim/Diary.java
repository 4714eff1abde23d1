package io.chatcluster.sim;

import io.chatcluster.loadtest.client.Message;
import io.chatcluster.loadtest.client.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the application of one client shows of one room, and where it stands: kept over restarts.
final class Diary {

  private final List<Message> shown = new ArrayList<>();
  private @Nullable Position start;
  private @Nullable Position position;

  void begin(Position from) {
    if (position == null) {
      start = from;
      position = from;
    }
  }

  void show(Message message) {
    shown.add(message);
    moveTo(message.at());
  }

  void moveTo(Position at) {
    if (position == null || at.isAfter(position)) {
      position = at;
    }
  }

  /// @return what is shown no more
  List<Message> rollBack(Position to) {
    List<Message> gone = new ArrayList<>();
    while (!shown.isEmpty() && shown.getLast().at().isAfter(to)) {
      gone.add(shown.removeLast());
    }
    if (start != null && start.isAfter(to)) {
      start = to;
    }
    position = to;
    return gone;
  }

  /// The first position after which everything is shown; null if the room was never joined.
  @Nullable Position start() {
    return start;
  }

  @Nullable Position position() {
    return position;
  }

  List<Message> shown() {
    return shown;
  }
}
