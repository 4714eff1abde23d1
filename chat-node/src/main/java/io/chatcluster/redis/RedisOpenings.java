package io.chatcluster.redis;

import io.chatcluster.broker.Clocks;
import io.chatcluster.broker.Closed;
import io.chatcluster.broker.Opened;
import io.chatcluster.broker.Opening;
import io.chatcluster.broker.Queued;
import io.chatcluster.broker.Waiting;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Stamp;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens rooms in Redis, those of a partition in one call, and looks into the archive queue for
/// what a room has lost.
///
/// Owned by the loop of its links.
final class RedisOpenings {

  private static final Logger LOG = LoggerFactory.getLogger(RedisOpenings.class);

  /// Queue entries that one call looks at, during which Redis does nothing else.
  private static final int QUEUE_PAGE = 200;

  private final Keys keys;
  private final RedisSettings settings;
  private final Links<FencedLink> links;

  /// Makes the names of this owner's looks unlike anybody else's.
  private final String nonce = UUID.randomUUID().toString().substring(0, 8);

  private long looks;

  RedisOpenings(Keys keys, RedisSettings settings, Links<FencedLink> links) {
    this.keys = keys;
    this.settings = settings;
    this.links = links;
  }

  /// What `CLOSED` says.
  static Closed closed(Response answer, long epoch) {
    Closed.Memory memory =
        switch (answer.get(1).toString()) {
          case "1" -> Closed.Memory.AGREED;
          case "?" -> Closed.Memory.UNKNOWN;
          default -> Closed.Memory.DOUBTFUL;
        };
    return new Closed(epoch, memory, Position.parse(answer.get(2).toString()));
  }

  /// See [io.chatcluster.broker.Broker#waiting].
  Future<Set<RoomId>> waiting(List<RoomId> rooms) {
    return queued(new HashSet<>(rooms), Position.NONE.toString(), new HashMap<>()).map(Map::keySet);
  }

  /// See [io.chatcluster.broker.Broker#queued].
  Future<Map<RoomId, Waiting>> queued(List<RoomId> rooms) {
    int partition = keys.partitions().of(rooms.getFirst());
    Request request =
        Request.cmd(Command.FCALL)
            .arg("chat1_mark")
            .arg(1 + 2 * rooms.size())
            .arg(keys.epoch(partition));
    rooms.forEach(room -> request.arg(keys.head(room)).arg(keys.stream(room)));
    // The marks are set before the queue is read, as both go over the same connection.
    Future<Response> marked = links.of(partition).send(request.arg(nonce + "." + looks++));
    return queued(new HashSet<>(rooms), Position.NONE.toString(), new HashMap<>())
        .compose(entries -> marked.map(marks -> waiting(rooms, marks, entries)));
  }

  private static Map<RoomId, Waiting> waiting(
      List<RoomId> rooms, Response marks, Map<RoomId, List<Queued>> entries) {
    Map<RoomId, Waiting> waiting = new HashMap<>();
    for (int i = 0; i < rooms.size(); i++) {
      RoomId room = rooms.get(i);
      List<Queued> queued = entries.getOrDefault(room, List.of());
      waiting.put(room, new Waiting(marks.get(i).toString(), queued));
    }
    return waiting;
  }

  private Future<Map<RoomId, List<Queued>>> queued(
      Set<RoomId> rooms, String after, Map<RoomId, List<Queued>> found) {
    int partition = keys.partitions().of(rooms.iterator().next());
    Request request =
        Request.cmd(Command.FCALL_RO)
            .arg("chat1_queued")
            .arg(1)
            .arg(keys.archiveQueue(partition))
            .arg(after)
            .arg(QUEUE_PAGE);
    rooms.forEach(room -> request.arg(room.value()));
    return links
        .of(partition)
        .send(request)
        .compose(
            answer -> {
              for (int i = 1; i + 3 < answer.size(); i += 4) {
                add(answer, i, found);
              }
              String next = answer.get(0).toString();
              return next.isEmpty() ? Future.succeededFuture(found) : queued(rooms, next, found);
            });
  }

  /// An entry that cannot be read ends what is known of its room; the archiver logs it and stands
  /// still.
  private static void add(Response answer, int from, Map<RoomId, List<Queued>> found) {
    RoomId room = new RoomId(answer.get(from + 1).toString());
    Position at = Position.parse(answer.get(from + 2).toString());
    try {
      Publication publication = EnvelopeCodec.entry(room, at, answer.get(from + 3).toBytes());
      found
          .computeIfAbsent(room, _ -> new ArrayList<>())
          .add(new Queued(Position.parse(answer.get(from).toString()), publication));
    } catch (IllegalArgumentException e) {
      LOG.debug("message {} of room {} waits and cannot be read: {}", at, room, e.getMessage());
    }
  }

  /// See [io.chatcluster.broker.Broker#open].
  Future<Map<RoomId, Opened>> open(List<Opening> openings) {
    int partition = keys.partitions().of(openings.getFirst().room());
    List<String> dedupe = new ArrayList<>();
    List<Object> words = new ArrayList<>();
    for (Opening opening : openings) {
      describe(opening, words, dedupe);
    }
    Request request =
        Request.cmd(Command.FCALL)
            .arg("chat1_open")
            .arg(3 + 2 * openings.size() + dedupe.size())
            .arg(keys.epoch(partition))
            .arg(keys.incarnation(partition))
            .arg(keys.archiveQueue(partition));
    for (Opening opening : openings) {
      request.arg(keys.head(opening.room())).arg(keys.stream(opening.room()));
    }
    dedupe.forEach(request::arg);
    request
        .arg(openings.getFirst().closed().epoch())
        .arg(System.currentTimeMillis())
        .arg(Clocks.remembered(settings.log().idWindow()).toMillis());
    for (Object word : words) {
      if (word instanceof byte[] bytes) {
        request.arg(bytes);
      } else {
        request.arg(word.toString());
      }
    }
    return links.of(partition).send(request).map(answer -> opened(answer, partition, openings));
  }

  private void describe(Opening opening, List<Object> words, List<String> dedupe) {
    words.add(opening.room());
    words.add(opening.closed().last());
    words.add(opening.look());
    words.add(opening.newest());
    words.add(opening.reset() ? 1 : 0);
    words.add(opening.enqueue() ? 1 : 0);
    words.add(opening.archived().size() + opening.queued().size() + opening.kept().size());
    for (Queued row : opening.kept()) {
      describe(opening, row, "", words, dedupe);
    }
    for (Publication row : opening.archived()) {
      words.add(row.at());
      words.add(EnvelopeCodec.encode(row));
      words.add("");
    }
    for (Queued row : opening.queued()) {
      describe(opening, row, EnvelopeCodec.encode(row.publication()), words, dedupe);
    }
  }

  private void describe(
      Opening opening, Queued row, Object entry, List<Object> words, List<String> dedupe) {
    Publication publication = row.publication();
    Stamp stamp = Stamp.of(publication.body());
    words.add(publication.at());
    words.add(entry);
    words.add(row.queueId());
    dedupe.add(keys.dedupe(opening.room(), stamp.from(), stamp.id()));
  }

  private Map<RoomId, Opened> opened(Response answer, int partition, List<Opening> openings) {
    Map<RoomId, Opened> opened = new HashMap<>();
    boolean outdated = false;
    for (int i = 0; i < openings.size(); i++) {
      // A single word for all means that none was looked at.
      String one = answer.get(answer.size() < openings.size() ? 0 : i).toString();
      outdated |= one.equals("STALE");
      opened.put(
          openings.get(i).room(),
          switch (one) {
            case "OK" -> new Opened.Open();
            case "MOVED", "STALE" -> new Opened.Moved();
            default -> new Opened.Failed(one);
          });
    }
    if (outdated) {
      links.of(partition).stale(partition);
    }
    return opened;
  }
}
