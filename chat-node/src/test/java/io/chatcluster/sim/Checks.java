package io.chatcluster.sim;

import io.chatcluster.loadtest.client.Message;
import io.chatcluster.protocol.ContentCodec;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// C1 to C8 and C10 of the delivery contract, over the history that is left at the end.
final class Checks {

  private final World world;
  private final Truth truth;
  private final List<String> rooms;
  private final Map<String, List<Publication>> histories = new HashMap<>();
  private final Map<String, Map<String, String>> places = new HashMap<>();
  private final List<String> violations = new ArrayList<>();

  Checks(World world, List<String> rooms) {
    this.world = world;
    this.truth = world.truth;
    this.rooms = rooms;
  }

  List<String> violations() {
    violations.addAll(truth.violations);
    violations.addAll(world.postgres.violations());
    rooms.forEach(this::history);
    rooms.forEach(this::log);
    acks();
    rollbacks();
    truth.diaries.forEach(
        (client, diaries) -> diaries.forEach((room, diary) -> view(client, room, diary)));
    senders();
    return violations;
  }

  /// C2 no duplicate, C4 no phantom, C6 an unbroken chain.
  private void history(String room) {
    List<Publication> history = world.postgres.history(new RoomId(room));
    histories.put(room, history);
    Map<String, String> at = new HashMap<>();
    places.put(room, at);
    Position last = Position.NONE;
    for (Publication publication : history) {
      String id = ContentCodec.decode(publication.body()).id().value();
      if (!publication.prev().equals(last)) {
        violations.add("C6 " + room + ": " + publication + " does not follow " + last);
      }
      last = publication.at();
      String other = at.put(id, publication.at().toString());
      if (other != null) {
        violations.add("C2 " + room + ": " + id + " stands at " + other + " and at " + last);
      }
      if (!truth.said.containsKey(id)) {
        violations.add("C4 " + room + ": nobody said " + publication);
      }
      if (truth.refused.contains(id)) {
        violations.add("C4 " + room + ": was refused: " + publication);
      }
    }
  }

  /// C8: everything logged is archived.
  private void log(String room) {
    Set<String> archived = new HashSet<>();
    world.postgres.history(new RoomId(room)).forEach(row -> archived.add(row.toString()));
    for (Publication logged : world.redis.streams().getOrDefault(new RoomId(room), List.of())) {
      if (!archived.contains(logged.toString())) {
        violations.add("C8 not archived: " + logged);
      }
    }
  }

  /// C1: every ack is true.
  private void acks() {
    for (Truth.Placed ack : truth.acked) {
      String stands = place(ack.room(), ack.id());
      if (!ack.at().toString().equals(stands)) {
        violations.add("C1 " + ack + " stands at " + stands);
      }
    }
  }

  private @Nullable String place(String room, String id) {
    Map<String, String> at = places.get(room);
    return at == null ? null : at.get(id);
  }

  /// C7: nothing that was acked is ever rolled back.
  private void rollbacks() {
    Set<Truth.Placed> acked = new HashSet<>(truth.acked);
    for (Truth.Placed gone : truth.rolledBack) {
      if (acked.contains(gone)) {
        violations.add("C7 was acked and rolled back: " + gone);
      }
    }
  }

  /// C3 one order and C5 no stuck tail: a view is the history from where it began to the head.
  private void view(String client, String room, Diary diary) {
    if (diary.start() == null) {
      violations.add("C5 " + client + " never got into " + room);
      return;
    }
    Position start = Position.parse(diary.start().toString());
    List<String> wanted = new ArrayList<>();
    for (Publication publication : histories.getOrDefault(room, List.of())) {
      if (publication.at().isAfter(start)) {
        String id = ContentCodec.decode(publication.body()).id().value();
        wanted.add(publication.prev() + " " + publication.at() + " " + id);
      }
    }
    List<String> shown = new ArrayList<>();
    for (Message message : diary.shown()) {
      shown.add(message.prev() + " " + message.at() + " " + message.id());
    }
    if (!shown.equals(wanted)) {
      violations.add(
          "C3 %s sees in %s after %s%n    %s%n  and not%n    %s"
              .formatted(client, room, start, shown, wanted));
    }
  }

  /// C10: what a sender sent in order stands in order.
  private void senders() {
    Map<String, String> acked = new HashMap<>();
    truth.acked.forEach(ack -> acked.put(ack.id(), ack.at().toString()));
    Map<String, Position> last = new HashMap<>();
    for (Truth.Said said : truth.said.values()) {
      String stands = acked.get(said.id());
      if (stands == null) {
        continue;
      }
      Position at = Position.parse(stands);
      Position before = last.put(said.user() + " in " + said.room(), at);
      if (before != null && !at.isAfter(before)) {
        violations.add("C10 " + said + " at " + at + " was said after " + before);
      }
    }
  }
}
