package io.chatcluster.socketchat;

import io.chatcluster.protocol.Command;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Reply;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A client that goes on where it was: its session enters all of its rooms again, each where the
/// client stands in it, and shows what was missed before the client is told that it is connected.
///
/// Owned by its loop. Until every room has said that nothing is missing, nothing is shown, so that
/// the client can still begin anew instead.
final class Recovery {

  /// Rooms that are entered at once; the rest wait.
  private static final int AT_ONCE = 8;

  /// Ticks until the client is told that it is connected while it is still catching up.
  private static final int PATIENCE_TICKS = 10;

  private final Footprint footprint;
  private final List<Footprint.Step> steps;
  private final Deque<Footprint.Step> ahead;
  private final Map<RoomId, Position> heads = new HashMap<>();
  private @Nullable ChatSocket chat;
  private Runnable done = () -> {};
  private Runnable lost = () -> {};
  private int entering;
  private int ticks;

  private Recovery(Footprint footprint, List<Footprint.Step> steps) {
    this.footprint = footprint;
    this.steps = steps;
    this.ahead = new ArrayDeque<>(steps);
  }

  /// Empty if the offset does not fit the footprint.
  static Optional<Recovery> of(Footprint footprint, String offset) {
    try {
      return footprint.from(Offset.parse(offset)).map(steps -> new Recovery(footprint, steps));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  String sid() {
    return footprint.sid();
  }

  UserId user() {
    return footprint.user();
  }

  String name() {
    return footprint.name();
  }

  /// @param then what was missed has been shown
  /// @param otherwise something is missing; nothing was shown
  void begin(ChatSocket socket, Runnable then, Runnable otherwise) {
    chat = socket;
    done = then;
    lost = otherwise;
    socket.places().follow(footprint, steps);
    socket.hold();
    if (ahead.isEmpty()) {
      release();
    }
    for (int i = 0; i < AT_ONCE; i++) {
      enterNext();
    }
  }

  private void enterNext() {
    Footprint.Step step = ahead.poll();
    if (step != null && chat != null) {
      entering++;
      String ref = chat.await(this::entered);
      chat.session().received(new Command.Join(ref, step.room(), step.at()));
    }
  }

  private void entered(Reply reply) {
    entering--;
    if (chat == null) {
      return;
    }
    if (!(reply instanceof Reply.Joined joined) || !joined.recovered()) {
      chat = null;
      lost.run();
      return;
    }
    heads.put(joined.room(), joined.head());
    enterNext();
    if (entering == 0 && ahead.isEmpty()) {
      release();
    }
  }

  private void release() {
    if (chat != null) {
      chat.release();
      look();
    }
  }

  /// Something was shown, or all rooms are entered.
  void look() {
    if (chat == null || entering > 0 || !ahead.isEmpty()) {
      return;
    }
    for (Map.Entry<RoomId, Position> head : heads.entrySet()) {
      Position at = chat.places().at(head.getKey());
      if (at != null && head.getValue().isAfter(at)) {
        return;
      }
    }
    end();
  }

  private void end() {
    chat = null;
    done.run();
  }

  /// Called about once a second.
  void tick() {
    if (chat != null && ++ticks >= PATIENCE_TICKS && entering == 0 && ahead.isEmpty()) {
      end();
    }
  }
}
