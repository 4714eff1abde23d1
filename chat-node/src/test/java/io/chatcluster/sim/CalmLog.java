package io.chatcluster.sim;

import io.chatcluster.broker.Append;
import io.chatcluster.broker.Bound;
import io.chatcluster.broker.Draft;
import io.chatcluster.broker.Head;
import io.chatcluster.broker.Opened;
import io.chatcluster.broker.Opening;
import io.chatcluster.broker.Slice;
import io.chatcluster.broker.Waiting;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The simulated Redis with one partition, no links and no time, for tests that want its rules and
/// nothing of its weather: what is asked is answered at once.
///
/// Every room was opened in the first epoch, unless the log is made to forget its rooms. Openings
/// take place before all time, so no id has to be proven because of them.
public final class CalmLog {

  private static final String ORIGIN = "n1";
  private static final long FIRST_EPOCH = 1;

  private final SimPartition partition;
  private boolean opening = true;

  /// @param published hears of every message, as soon as it has its place
  public CalmLog(Consumer<Publication> published) {
    Scenario scenario = Scenario.calm();
    SimRedis redis = new SimRedis(new Clockwork(scenario.seed()), scenario, published);
    partition = redis.partition(0);
    String owner = partition.look(redis.incarnation()).incarnation();
    partition.fence(FIRST_EPOCH, owner);
  }

  public long epoch() {
    return partition.epoch();
  }

  private RoomId known(RoomId id) {
    SimRoom room = partition.room(id);
    if (opening && room.unknown()) {
      room.hash = true;
      room.epoch = FIRST_EPOCH;
    }
    return id;
  }

  public Append append(RoomId room, List<Draft> drafts) {
    return partition.append(known(room), drafts, epoch(), ORIGIN);
  }

  public Slice read(RoomId room, Position after, Bound bound) {
    return partition.read(known(room), after, bound, epoch());
  }

  public Slice readBack(RoomId room, Position before, Bound bound) {
    return partition.readBack(known(room), before, bound, epoch());
  }

  public List<Head> heads(List<RoomId> rooms) {
    return partition.heads(rooms.stream().map(this::known).toList(), epoch());
  }

  public Opened open(Opening opening) {
    Opened opened = partition.open(opening, 0);
    return opened == null ? new Opened.Moved() : opened;
  }

  public Map<RoomId, Waiting> queued(List<RoomId> rooms) {
    return partition.queued(rooms);
  }

  public Set<RoomId> waiting(List<RoomId> rooms) {
    return partition.state().waiting(rooms);
  }

  public Optional<Append.Outcome.Duplicate> find(RoomId room, UserId user, MessageId id) {
    return partition.find(room, user, id);
  }

  public Optional<Long> oldestWaiting() {
    return partition.oldestWaiting();
  }

  /// The newest place of the archive queue.
  public Position newestPlace() {
    return partition.newest().orElse(Position.NONE);
  }

  /// Everything that waited for the archiver is archived.
  public void archived() {
    partition.trimQueue(newestPlace());
  }

  /// What a room's stream holds; a test may drop some of it.
  public NavigableMap<Position, Publication> stream(RoomId room) {
    return partition.room(known(room)).stream;
  }

  /// All messages of all rooms.
  public List<Publication> all() {
    return partition.state().streams().values().stream().flatMap(List::stream).toList();
  }

  /// The log takes an id for one that stands there.
  public void remember(RoomId room, UserId user, MessageId id, Position at, Position queueId) {
    partition
        .room(known(room))
        .ids
        .put(user + ":" + id, new SimRoom.Placed(at, queueId, Long.MAX_VALUE));
  }

  /// The log knows no id any more.
  public void forgetIds() {
    partition.state().rooms.values().forEach(room -> room.ids.clear());
  }

  /// The log has nothing of its rooms, and they have to be opened.
  public void forgetRooms() {
    opening = false;
    partition.state().rooms.values().forEach(SimRoom::retire);
  }

  /// Another incarnation, which has lost everything above this position, ids too.
  public void lose(Position to) {
    for (SimRoom room : partition.state().rooms.values()) {
      room.stream.tailMap(to, false).clear();
      room.ids.values().removeIf(placed -> placed.at().isAfter(to));
      room.last = room.last.isAfter(to) ? to : room.last;
      room.top = room.top.isAfter(to) ? to : room.top;
    }
    partition.state().log.values().removeIf(entry -> entry.at().isAfter(to));
    partition.state().epoch++;
  }
}
