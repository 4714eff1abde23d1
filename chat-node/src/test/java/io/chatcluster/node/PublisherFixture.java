package io.chatcluster.node;

import io.chatcluster.broker.Draft;
import io.chatcluster.protocol.AckLevel;
import io.chatcluster.protocol.Content;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import java.util.ArrayList;
import java.util.List;

/// A publisher between a log in memory and senders whose receipts are written down.
abstract class PublisherFixture {

  static final RoomId ROOM = new RoomId("general");
  static final UserId ADA = new UserId("ada");
  static final long TIMEOUT = 10_000;

  final MemoryLog log = new MemoryLog();
  final StillLoop loop = new StillLoop();
  final List<String> told = new ArrayList<>();
  final Publisher publisher = publisher(AckLevel.DURABLE, 100);
  private long random = 1;

  Publisher publisher(AckLevel level, int maxWaiting) {
    NodeEvents events = new NodeEvents() {};
    log.archiving = false;
    Stores stores = new Stores(log, log.archive());
    PublishSettings settings = TestSettings.publish(level, TIMEOUT, maxWaiting);
    return new Publisher(
        stores, new Opener(stores, events), new Deadlines(loop, settings), loop, settings, events);
  }

  /// Time-outs are looked at, and what the archive is asked is answered.
  void tick() {
    publisher.tick();
    loop.turn();
  }

  Draft draft(String text) {
    long now = loop.nowMillis();
    return Draft.of(
        new Content.Chat(MessageId.create(now, random, random++), ADA, "Ada", now, text));
  }

  Draft publish(Publisher by, String text) {
    Draft draft = draft(text);
    publish(by, text, draft);
    return draft;
  }

  void publish(Publisher by, String text, Draft draft) {
    by.publish(ROOM, draft, receipt(text));
  }

  Receipt receipt(String text) {
    return new Receipt() {
      @Override
      public void stored(Position at) {
        told.add(text + " " + at);
      }

      @Override
      public void failed(ErrorCode code, long retryAfterMillis) {
        told.add(text + " " + code.wire());
      }
    };
  }

  List<String> texts() {
    return log.stream(ROOM).values().stream()
        .map(p -> p.toString().replaceAll(".*message\":\"|\".*$", ""))
        .toList();
  }
}
