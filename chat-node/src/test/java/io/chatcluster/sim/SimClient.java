package io.chatcluster.sim;

import io.chatcluster.loadtest.check.ClientLog;
import io.chatcluster.loadtest.client.ClientCore;
import io.chatcluster.loadtest.client.ClientEvents;
import io.chatcluster.loadtest.client.CloseRule;
import io.chatcluster.loadtest.client.Command;
import io.chatcluster.loadtest.client.Frame;
import io.chatcluster.loadtest.client.FrameJson;
import io.chatcluster.loadtest.client.Message;
import io.chatcluster.loadtest.client.Position;
import io.chatcluster.loadtest.client.Wire;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One person: the real client core, a simulated wire, and an application that keeps a diary of
/// each room.
final class SimClient {

  private static final long TICK_MILLIS = 200;
  private static final String FORBIDDEN = "forbidden";

  final String name;
  private final World world;
  private final Clockwork clock;
  private final List<String> rooms;
  private final ClientLog log;
  private final Map<String, Diary> diaries = new HashMap<>();
  private Life life;
  private int texts;
  private int marks;
  private int heard;
  private boolean started;

  SimClient(World world, String name, List<String> rooms) {
    this.world = world;
    this.clock = world.clock;
    this.name = name;
    this.rooms = rooms;
    this.log = world.recorder.client(name);
    this.life = new Life();
  }

  void start() {
    started = true;
    life.core.start();
    rooms.forEach(life::enter);
    tick();
  }

  private void tick() {
    life.core.tick(clock.nowMillis());
    clock.afterMicros(TICK_MILLIS * 1_000, this::tick);
  }

  void send(String room) {
    // A room that it has just left, or was never let into, takes no message.
    if (life.in.contains(room)) {
      String id = life.core.send(room, name + "/" + texts++, clock.nowMillis());
      log.invoked(room, id);
      world.trace(() -> name + " says " + id + " in " + room);
    }
  }

  /// Tells the others in a room something fleeting.
  void signal(String room, String topic) {
    String mark = name + "#" + marks++;
    if (life.in.contains(room) && life.core.signal(room, topic, mark)) {
      log.told(room, mark);
    }
  }

  /// How many signals it has heard.
  int heard() {
    return heard;
  }

  /// Dies with everything that it had not sent, and comes back.
  void restart() {
    if (!started) {
      return;
    }
    world.trace(() -> name + " dies");
    life.die();
    life = new Life();
    life.core.start();
    rooms.forEach(life::enter);
  }

  void cut() {
    if (life.socket != null) {
      world.trace(() -> name + " loses its connection");
      life.socket.cut();
    }
  }

  void slow(long micros) {
    if (life.socket != null) {
      world.trace(() -> name + " stops reading");
      life.socket.slow(micros);
    }
  }

  void leave(String room) {
    Life now = life;
    if (now.in.remove(room)) {
      world.trace(() -> name + " leaves " + room);
      now.core.leave(room);
      log.left(room);
      clock.afterMicros(clock.microsBetween(0, 1_000_000), () -> now.enter(room));
    }
  }

  /// Whether it is connected and in all of its rooms.
  boolean settled() {
    return life.core.settled() && life.in.size() == rooms.size();
  }

  /// @param heads by room
  boolean standsAt(Map<String, String> heads) {
    return rooms.stream()
        .allMatch(room -> String.valueOf(life.core.position(room)).equals(heads.get(room)));
  }

  /// Whether its connection is to this node.
  boolean isOn(SimNode node) {
    return life.socket != null && life.socket.node().equals(node);
  }

  int unsent() {
    return life.core.unsent();
  }

  /// One start of the program.
  private final class Life implements Wire, ClientEvents, SimSocket.Client {

    final Set<String> in = new LinkedHashSet<>();
    final ClientCore core = new ClientCore(() -> name, clock::anyLong, this, this);
    private @Nullable SimSocket socket;
    private int attempt;
    private boolean dead;

    void enter(String room) {
      if (dead) {
        return;
      }
      in.add(room);
      List<Position> kept = diary(room).seen();
      if (kept.isEmpty()) {
        core.join(room, clock.nowMillis());
      } else {
        core.resume(room, kept, clock.nowMillis());
      }
    }

    void die() {
      dead = true;
      core.stop();
    }

    private Diary diary(String room) {
      return diaries.computeIfAbsent(room, _ -> new Diary());
    }

    @Override
    public void send(Command command) {
      if (socket != null) {
        socket.say(FrameJson.encode(command));
      }
    }

    @Override
    public void connect(long afterMillis) {
      int mine = ++attempt;
      socket = null;
      clock.afterMicros(
          afterMillis * 1_000 + clock.microsBetween(200, 5_000),
          () -> {
            if (!dead && mine == attempt) {
              connectNow();
            }
          });
    }

    private void connectNow() {
      SimNode node = world.anyNode();
      if (node == null) {
        core.closed(CloseRule.BROKEN, clock.nowMillis());
        return;
      }
      socket = new SimSocket(clock, node, this);
      node.accept(socket);
      world.trace(() -> name + " connects to " + node.id);
      core.opened(clock.nowMillis());
    }

    @Override
    public void disconnect() {
      attempt++;
      if (socket != null) {
        socket.dropped();
        socket = null;
      }
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void received(SimSocket from, String frame) {
      if (from.equals(socket)) {
        world.trace(() -> name + " < " + frame);
        Frame decoded = FrameJson.decode(frame);
        core.frame(decoded, clock.nowMillis());
      }
    }

    @Override
    public void closed(SimSocket from, int code) {
      if (from.equals(socket)) {
        socket = null;
        core.closed(code, clock.nowMillis());
      }
    }

    @Override
    public void connected(Frame.Connected connected) {
      log.connected(connected);
    }

    @Override
    public void disconnected(int closeCode) {
      world.trace(() -> name + " is disconnected: " + closeCode);
      log.disconnected(closeCode);
    }

    @Override
    public void stopped(int closeCode) {
      world.violation(name + " was sent away with " + closeCode);
    }

    @Override
    public void joined(String room, Position from, Position head, boolean recovered) {
      diary(room).begin(from);
      log.joined(room, from, head, recovered);
    }

    @Override
    public void refused(String room, String code) {
      if (!code.equals(FORBIDDEN) || !world.rights.everWithdrawn(name, room)) {
        world.violation(name + " was refused in " + room + ": " + code);
      }
      in.remove(room);
      log.left(room);
      clock.afterMicros(clock.microsBetween(100_000, 1_000_000), () -> enter(room));
    }

    @Override
    public void delivered(String room, Message message) {
      if (world.scenario.mutation() == Mutation.POSITION_BEFORE_APPLY) {
        diary(room).moveTo(message.at());
        clock.afterMicros(clock.microsBetween(0, 200_000), () -> apply(room, message));
      } else {
        apply(room, message);
      }
    }

    private void apply(String room, Message message) {
      if (!dead) {
        diary(room).show(message);
        log.delivered(room, message);
      }
    }

    @Override
    public void signalled(String room, String from, String mark) {
      if (!dead) {
        heard++;
        log.signalled(room, from, mark);
      }
    }

    @Override
    public void rolledBack(String room, Position to) {
      diary(room).rollBack(to);
      log.rolledBack(room, to);
    }

    @Override
    public void gap(String room, Position after, Position next) {
      log.gap(room, after, next);
    }

    @Override
    public void acked(String room, String id, Position at, String level) {
      log.acked(room, id, at, level);
    }

    @Override
    public void failed(String room, String id, String code, boolean mayBeStored) {
      log.failed(room, id, code, mayBeStored);
      if (!Set.of("stale_id", "left", FORBIDDEN).contains(code)) {
        world.violation(name + " failed to send " + id + ": " + code);
      }
    }
  }
}
