package io.chatcluster.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatcluster.node.StillLoop;
import io.chatcluster.protocol.CloseReason;
import io.chatcluster.protocol.Push;
import io.chatcluster.protocol.Reply;
import io.chatcluster.room.Batch;
import io.chatcluster.room.Delivery;
import io.chatcluster.room.Offer;
import io.chatcluster.room.Signals;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A client and its connection: what it says, and what it was told in which order.
final class TestClient implements Connection {

  private final TestEdge edge;
  private final StillLoop loop;
  private final List<JsonNode> frames = new ArrayList<>();
  private @Nullable Session session;
  private @Nullable CloseReason closed;

  /// Whether the client takes something of a full outbox now and then.
  boolean reads;

  /// How many batches its outbox takes until it is full.
  int room = Integer.MAX_VALUE;

  TestClient(TestEdge edge, StillLoop loop) {
    this.edge = edge;
    this.loop = loop;
  }

  void owns(Session made) {
    session = made;
  }

  Session session() {
    if (session == null) {
      throw new IllegalStateException("no session yet");
    }
    return session;
  }

  /// Sends a frame, in which an apostrophe stands for a quotation mark.
  void say(String frame) {
    begin(frame);
    loop.turn();
  }

  /// The same, and nothing else happens yet.
  void begin(String frame) {
    edge.say(session(), frame.replace('\'', '"'));
  }

  /// Sends a message, with the ref as its text.
  void chat(String ref) {
    say("{'type':'chat','ref':'" + ref + "','room':'general','message':'" + ref + "'}");
  }

  void chat(String ref, String id) {
    say(
        "{'type':'chat','ref':'%s','room':'general','id':'%s','message':'%s'}"
            .formatted(ref, id, ref));
  }

  /// All frames so far.
  List<JsonNode> frames() {
    return frames;
  }

  JsonNode last() {
    return frames.getLast();
  }

  /// All frames so far in short: type, then what matters of each type.
  List<String> heard() {
    return frames.stream().map(TestClient::brief).toList();
  }

  private static String brief(JsonNode frame) {
    String type = frame.get("type").asText();
    StringBuilder line = new StringBuilder(type);
    List<String> fields =
        switch (type) {
          case "chat" -> List.of("at", "message");
          case "signal" -> List.of("topic", "from", "data");
          case "joined" -> List.of("ref", "from", "head", "recovered");
          case "ok" -> List.of("ref", "at");
          case "error" -> List.of("ref", "code");
          case "rollback" -> List.of("to");
          default -> List.of("ref", "room");
        };
    for (String field : fields) {
      if (frame.has(field)) {
        line.append(' ').append(text(frame.get(field)));
      }
    }
    return line.toString();
  }

  private static String text(JsonNode value) {
    return value.isContainerNode() ? value.toString() : value.asText();
  }

  void forget() {
    frames.clear();
  }

  /// Why the connection was closed; null while it is open.
  @Nullable CloseReason closed() {
    return closed;
  }

  @Override
  public void send(Reply reply) {
    if (closed == null) {
      frames.add(edge.told(reply));
    }
  }

  @Override
  public void push(Push push) {
    if (closed == null) {
      frames.add(edge.told(push));
    }
  }

  @Override
  public Offer offer(Delivery delivery) {
    if (closed != null) {
      return Offer.CLOSED;
    }
    if (room == 0) {
      return Offer.OVERFLOW;
    }
    room--;
    switch (delivery) {
      case Batch batch -> batch.publications().forEach(one -> push(new Push.Event(one)));
      case Signals signals -> signals.signals().forEach(one -> push(new Push.Signalled(one)));
    }
    return Offer.ACCEPTED;
  }

  @Override
  public boolean reads() {
    return reads;
  }

  @Override
  public boolean writable() {
    return closed == null && room > 0;
  }

  @Override
  public void close(CloseReason reason) {
    if (closed == null) {
      closed = reason;
    }
  }
}
