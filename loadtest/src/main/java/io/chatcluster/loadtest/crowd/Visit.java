package io.chatcluster.loadtest.crowd;

import io.chatcluster.loadtest.bench.Line;
import io.chatcluster.loadtest.bench.Reply;
import org.jspecify.annotations.Nullable;

/// One connection of a client, from dialing to its end, which is told once.
///
/// Owned by its lane's loop.
final class Visit implements Line.Owner {
  private final CrowdLane lane;
  private final CrowdClient client;
  private final Line line;
  private @Nullable Phase reached;

  Visit(CrowdLane lane, CrowdClient client) {
    this.lane = lane;
    this.client = client;
    this.line = lane.loop.line(lane.plan.url(), this);
  }

  /// The connection, which is to be dialed.
  Line line() {
    return line;
  }

  /// For people: how far it has come.
  String way() {
    return reached == null ? "not accepted" : "only " + reached.title();
  }

  private void reach(Phase phase) {
    reached = phase;
    client.reached(phase);
  }

  @Override
  public void accepted() {
    reach(Phase.ACCEPTED);
  }

  @Override
  public void opened() {
    reach(Phase.UPGRADED);
    line.send("{\"type\":\"connect\",\"ref\":\"c\",\"token\":\"" + client.token() + "\"}");
  }

  @Override
  public void told(Reply reply) {
    switch (reply.text("type")) {
      case "connected" -> connected();
      case "joined" -> reach(Phase.JOINED);
      case "pong" -> client.pong();
      case "drain" -> client.drain(reply.number("min"), reply.number("max"));
      case "error" -> end(Ending.refused(reply.text("code")));
      default -> {
        // Somebody talks in the room, or somebody has to go back: nothing to do for who is idle.
      }
    }
  }

  private void connected() {
    reach(Phase.CONNECTED);
    if (lane.plan.last() == Phase.JOINED) {
      line.send("{\"type\":\"join\",\"ref\":\"j\",\"room\":\"" + client.room() + "\"}");
    }
  }

  /// Sends a `ping` command, which the session answers and not only its socket.
  void ping() {
    line.send("{\"type\":\"ping\",\"ref\":\"p\"}");
  }

  @Override
  public void ended(Line which, String reason, int code) {
    client.ended(new Ending(reason, code));
  }

  /// Closes and tells, if that was not done yet.
  void end(Ending ending) {
    if (!line.hasEnded()) {
      leave();
      client.ended(ending);
    }
  }

  /// Closes without telling.
  void leave() {
    line.close();
  }
}
