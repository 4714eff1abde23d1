package io.chatcluster.redis;

import io.chatcluster.broker.QuietRooms;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds the rooms of Redis that fell quiet, by the idle time of their streams, and lets them
/// leave.
///
/// A stream is touched by those who speak in the room or read it, and by nobody else: position
/// checks look only at its hash. Owned by the loop of its links, and looks at one server after
/// another.
final class RedisQuietRooms implements QuietRooms {

  private static final String START = "0";

  /// Rooms that one call lets leave, during which Redis does nothing else.
  private static final int ROOMS_PER_CALL = 64;

  private final Keys keys;
  private final Links<RedisReads> links;
  private final String[] cursors;

  /// The server whose turn it is.
  private int turn;

  RedisQuietRooms(Keys keys, Links<RedisReads> links) {
    this.keys = keys;
    this.links = links;
    this.cursors = new String[links.all().size()];
    Arrays.fill(cursors, START);
  }

  @Override
  public Future<List<RoomId>> next(int count, long quietMillis) {
    int server = turn;
    Request scan =
        Request.cmd(Command.SCAN)
            .arg(cursors[server])
            .arg("MATCH")
            .arg(Keys.STREAMS)
            .arg("COUNT")
            .arg(count);
    return links
        .all()
        .get(server)
        .send(scan)
        .onFailure(_ -> turn = after(server))
        .compose(
            answer -> {
              cursors[server] = answer.get(0).toString();
              turn = cursors[server].equals(START) ? after(server) : server;
              List<RoomId> rooms = new ArrayList<>();
              for (Response key : answer.get(1)) {
                keys.roomOfStream(key.toString()).ifPresent(rooms::add);
              }
              return quiet(rooms, quietMillis);
            });
  }

  private int after(int server) {
    return (server + 1) % cursors.length;
  }

  private Future<List<RoomId>> quiet(List<RoomId> rooms, long quietMillis) {
    List<RoomId> quiet = new ArrayList<>();
    List<Future<?>> answers = new ArrayList<>();
    byPartition(rooms)
        .forEach(
            (partition, some) -> {
              Request request = Request.cmd(Command.FCALL_RO).arg("chat1_quiet").arg(some.size());
              some.forEach(room -> request.arg(keys.stream(room)));
              answers.add(
                  links
                      .of(partition)
                      .send(request.arg(seconds(quietMillis)))
                      .onSuccess(
                          found -> found.forEach(index -> quiet.add(some.get(number(index) - 1)))));
            });
    return Future.all(answers).map(quiet);
  }

  @Override
  public Future<Integer> retire(Map<RoomId, Position> archived, long quietMillis) {
    List<Future<Response>> answers = new ArrayList<>();
    byPartition(archived.keySet())
        .forEach(
            (partition, all) -> {
              for (int from = 0; from < all.size(); from += ROOMS_PER_CALL) {
                List<RoomId> some = all.subList(from, Math.min(all.size(), from + ROOMS_PER_CALL));
                answers.add(
                    links.of(partition).send(retirement(partition, some, archived, quietMillis)));
              }
            });
    return Future.all(answers)
        .map(_ -> answers.stream().mapToInt(answer -> number(answer.result())).sum());
  }

  private Request retirement(
      int partition, List<RoomId> rooms, Map<RoomId, Position> archived, long quietMillis) {
    Request request =
        Request.cmd(Command.FCALL)
            .arg("chat1_retire")
            .arg(1 + 2 * rooms.size())
            .arg(keys.epoch(partition));
    rooms.forEach(room -> request.arg(keys.head(room)).arg(keys.stream(room)));
    request.arg(seconds(quietMillis));
    rooms.forEach(room -> request.arg(String.valueOf(archived.get(room))));
    return request;
  }

  private Map<Integer, List<RoomId>> byPartition(Collection<RoomId> rooms) {
    Map<Integer, List<RoomId>> parts = new HashMap<>();
    for (RoomId room : rooms) {
      parts.computeIfAbsent(keys.partitions().of(room), _ -> new ArrayList<>()).add(room);
    }
    return parts;
  }

  private static int number(Response answer) {
    return Integer.parseInt(answer.toString());
  }

  /// Redis counts idle time in seconds.
  private static long seconds(long millis) {
    return Math.ceilDiv(millis, 1_000);
  }
}
