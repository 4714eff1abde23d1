package io.chatcluster.sim;

import io.chatcluster.loadtest.client.CloseRule;
import io.chatcluster.protocol.CloseReason;
import io.chatcluster.protocol.Command;
import io.chatcluster.protocol.CommandCodec;
import io.chatcluster.protocol.FrameCodec;
import io.chatcluster.protocol.MalformedException;
import io.chatcluster.protocol.Push;
import io.chatcluster.protocol.Reply;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.room.Batch;
import io.chatcluster.room.Delivery;
import io.chatcluster.room.Offer;
import io.chatcluster.room.Signals;
import io.chatcluster.session.Connection;
import io.chatcluster.session.Session;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One WebSocket, both of its ends: frames in order, an outbox with a limit, and ends that learn of
/// the other's death late.
final class SimSocket implements Connection {

  private static final int OUTBOX_BYTES = 2_000;
  private static final long LATE_MICROS = 2_000_000;

  private static final String REF = "\"ref\":\"";

  /// Every send is answered by then; the rest is how time is cut into turns.
  private static final long LONGEST_ANSWER_MICROS = SimNode.ACK_TIMEOUT_MILLIS * 1_000 + 10_000;

  /// When the node got which send that it has not answered yet.
  private final Map<String, Long> asked = new HashMap<>();

  /// When the session was last made to ask what it may do in a room.
  private final Map<RoomId, Long> questions = new HashMap<>();

  private final Clockwork clock;
  private final SimNode node;
  private final Client client;
  private @Nullable SimLoop loop;
  private @Nullable Session session;
  private boolean nodeEnd = true;
  private boolean clientEnd = true;
  private boolean wire = true;
  private long toNode;
  private long toClient;
  private long slowUntil;
  private int outbox;

  /// The client's end.
  interface Client {

    String name();

    void received(SimSocket from, String frame);

    void closed(SimSocket from, int code);
  }

  SimSocket(Clockwork clock, SimNode node, Client client) {
    this.clock = clock;
    this.node = node;
    this.client = client;
  }

  SimNode node() {
    return node;
  }

  void open(SimLoop on, Session owner) {
    loop = on;
    session = owner;
  }

  void tick() {
    if (nodeEnd && session != null) {
      session.tick();
    }
  }

  void drain() {
    if (nodeEnd && session != null) {
      session.drain(0, 500);
    }
  }

  /// The client reads nothing for a while.
  void slow(long micros) {
    slowUntil = clock.nowMicros() + micros;
  }

  /// The client says something.
  void say(String frame) {
    toNode = Math.max(toNode, clock.nowMicros() + delay());
    clock.atMicros(
        toNode,
        () -> {
          if (wire) {
            onLoop(() -> heard(frame));
          }
        });
  }

  private void heard(String frame) {
    if (nodeEnd && session != null) {
      if (frame.contains("\"type\":\"chat\"")) {
        asked.put(ref(frame), clock.nowMicros());
      }
      try {
        Command command = CommandCodec.decode(frame);
        session.received(command);
        if (command instanceof Command.Join join) {
          questions.put(join.room(), clock.nowMicros());
        }
      } catch (MalformedException e) {
        session.malformed(e);
      }
    }
  }

  /// Its node has been told that rights have changed.
  void rightsChanged(String user, RoomId room) {
    if (user.equals(client.name())) {
      onLoop(
          () -> {
            if (nodeEnd && session != null) {
              session.rightsChanged(room);
              questions.put(room, clock.nowMicros());
            }
          });
    }
  }

  private void onLoop(Runnable task) {
    if (loop != null) {
      loop.run(task);
    }
  }

  @Override
  public void send(Reply reply) {
    send(FrameCodec.encode(reply));
  }

  @Override
  public void push(Push push) {
    send(FrameCodec.encode(push));
  }

  private void send(byte[] frame) {
    if (!nodeEnd) {
      return;
    }
    outbox += frame.length;
    toClient = Math.max(toClient, Math.max(slowUntil, clock.nowMicros() + delay()));
    String text = new String(frame, StandardCharsets.UTF_8);
    Long since = asked.isEmpty() ? null : asked.remove(ref(text));
    if (since != null) {
      long waited = clock.nowMicros() - Math.max(since, node.wokeMicros());
      if (waited > LONGEST_ANSWER_MICROS) {
        node.late(waited / 1_000);
      }
    }
    clock.atMicros(
        toClient,
        () -> {
          outbox -= frame.length;
          if (wire && clientEnd) {
            client.received(this, text);
          }
        });
  }

  private static String ref(String frame) {
    int from = frame.indexOf(REF);
    return from < 0
        ? ""
        : frame.substring(from + REF.length(), frame.indexOf('"', from + REF.length()));
  }

  @Override
  public Offer offer(Delivery delivery) {
    if (!nodeEnd) {
      return Offer.CLOSED;
    }
    if (!writable()) {
      return Offer.OVERFLOW;
    }
    switch (delivery) {
      case Batch batch -> {
        long since = questions.getOrDefault(batch.room(), -1L);
        node.offered(client.name(), batch.room(), since);
        batch.publications().forEach(one -> push(new Push.Event(one)));
      }
      case Signals signals -> signals.signals().forEach(one -> push(new Push.Signalled(one)));
    }
    return Offer.ACCEPTED;
  }

  @Override
  public boolean reads() {
    return false;
  }

  @Override
  public boolean writable() {
    return nodeEnd && outbox < OUTBOX_BYTES;
  }

  @Override
  public void close(CloseReason reason) {
    if (nodeEnd) {
      nodeEnd = false;
      node.gone(this);
      toClient = Math.max(toClient, clock.nowMicros() + delay());
      clock.atMicros(toClient, () -> clientLearns(reason.code()));
    }
  }

  /// The client drops the connection and wants to hear nothing more of it.
  void dropped() {
    clientEnd = false;
    if (clock.chance(0.5)) {
      wire = false;
    }
    clock.afterMicros(clock.microsBetween(0, LATE_MICROS), this::nodeLearns);
  }

  /// The network between the two breaks.
  void cut() {
    wire = false;
    clock.afterMicros(clock.microsBetween(0, LATE_MICROS), this::nodeLearns);
    clock.afterMicros(clock.microsBetween(0, LATE_MICROS), () -> clientLearns(CloseRule.BROKEN));
  }

  void nodeDied() {
    nodeEnd = false;
    node.gone(this);
    clock.afterMicros(clock.microsBetween(0, LATE_MICROS), () -> clientLearns(CloseRule.BROKEN));
  }

  private void nodeLearns() {
    onLoop(this::nodeKnows);
  }

  private void nodeKnows() {
    if (nodeEnd) {
      nodeEnd = false;
      node.gone(this);
      if (session != null) {
        session.ended();
      }
    }
  }

  private void clientLearns(int code) {
    if (clientEnd) {
      clientEnd = false;
      client.closed(this, code);
    }
  }

  private long delay() {
    return clock.microsBetween(100, clock.chance(0.02) ? 100_000 : 2_000);
  }
}
