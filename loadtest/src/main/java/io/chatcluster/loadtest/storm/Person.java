package io.chatcluster.loadtest.storm;

import io.chatcluster.loadtest.bench.Line;
import io.chatcluster.loadtest.bench.Reply;
import io.chatcluster.loadtest.client.Backoff;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Somebody in a room of their own, over all their connections: says one message there, and wants
/// to be in again after the storm.
///
/// Owned by its lane's loop.
final class Person implements Line.Owner {
  private final StormLane lane;
  private final int number;
  private final String messageId;
  private final Backoff backoff;
  private @Nullable Line line;
  private String at = "";
  private long due;
  private boolean in;
  private boolean away;

  Person(StormLane lane, int number) {
    this.lane = lane;
    this.number = number;
    this.messageId = lane.messageId();
    this.backoff = lane.loop.backoff();
  }

  /// Is to be in from that time on.
  void come(long dueNanos) {
    due = dueNanos;
    connect();
  }

  private void connect() {
    if (away) {
      return;
    }
    var fresh = lane.loop.line(lane.plan.url(number), this);
    line = fresh;
    lane.loop
        .dial(fresh)
        .addListener(
            dialed -> {
              if (!dialed.isSuccess()) {
                ended(fresh, "cannot connect", Line.NO_CODE);
              }
            });
  }

  /// Goes, if connections do not stay.
  void part() {
    if (!lane.plan.stay()) {
      away = true;
      hangUp();
    }
  }

  private void hangUp() {
    Line old = line;
    line = null;
    if (old != null) {
      old.close();
    }
  }

  /// Wants to be in again; who stands in the room joins it anew from where it stood.
  void again(long now) {
    boolean stands = line != null && !away;
    due = now;
    in = false;
    away = false;
    backoff.reset();
    if (stands) {
      join();
    } else {
      connect();
    }
  }

  @Override
  public void opened() {
    send("{\"type\":\"connect\",\"ref\":\"c\",\"token\":\"" + token() + "\"}");
  }

  private String token() {
    return lane.plan.credentials().token(number);
  }

  private void join() {
    String from = at.isEmpty() ? "" : ",\"at\":\"" + at + "\"";
    send("{\"type\":\"join\",\"ref\":\"j\",\"room\":\"" + room() + "\"" + from + "}");
  }

  private String room() {
    return lane.plan.room(number);
  }

  private void say() {
    send(
        "{\"type\":\"chat\",\"ref\":\"m\",\"room\":\"%s\",\"id\":\"%s\",\"message\":\"Hello\"}"
            .formatted(room(), messageId));
  }

  private void send(String frame) {
    Line open = line;
    if (open != null) {
      open.send(frame);
    }
  }

  @Override
  public void told(Reply reply) {
    switch (reply.text("type")) {
      case "connected" -> join();
      case "joined" -> joined(reply);
      case "ok" -> {
        at = reply.text("at");
        arrived();
      }
      case "error" -> refused(reply);
      default -> {
        // Their own message, a ping's answer, news of the node: nothing to do.
      }
    }
  }

  private void joined(Reply reply) {
    if (at.isEmpty()) {
      say();
      return;
    }
    if (!in && !reply.text("head").equals(at)) {
      lane.tally.lost();
    }
    arrived();
  }

  private void arrived() {
    if (!in) {
      in = true;
      backoff.reset();
      lane.tally.in(System.nanoTime() - due);
    }
  }

  private void refused(Reply reply) {
    lane.tally.refused(reply.text("code"));
    long wait = reply.number("retryAfter") + backoff.nextMillis();
    Line asked = line;
    var again = reply.text("ref").equals("m") ? (Runnable) this::say : (Runnable) this::join;
    var _ =
        lane.loop.after(
            TimeUnit.MILLISECONDS.toNanos(wait),
            () -> {
              if (asked == line && !in) {
                again.run();
              }
            });
  }

  /// One of its connections is gone.
  @Override
  @SuppressWarnings("ReferenceEquality") // Which of several connections: identity is meant.
  public void ended(Line which, String reason, int code) {
    if (which != line) {
      return;
    }
    line = null;
    lane.tally.refused(reason);
    var _ =
        lane.loop.after(TimeUnit.MILLISECONDS.toNanos(backoff.nextMillis()), this::connectIfGone);
  }

  private void connectIfGone() {
    if (line == null) {
      connect();
    }
  }
}
