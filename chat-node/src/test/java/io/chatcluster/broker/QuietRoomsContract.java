package io.chatcluster.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What all [QuietRooms] owe, duty by duty.
public abstract class QuietRoomsContract extends LogContract {

  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final int LOOKS = 50;
  private static final int MANY = 1_000;

  @Test
  void duty_1_rooms_in_which_nobody_spoke_or_read_are_found_and_looking_wakes_nobody() {
    RoomId quiet = spokenIn("quiet");
    RoomId spoken = spokenIn("spoken");
    RoomId read = spokenIn("read");
    for (RoomId room : List.of(quiet, spoken, read)) {
      rig().age(room);
    }
    log(spoken, draft("again"));
    said(read);
    RoomId young = spokenIn("young");

    assertThat(found()).contains(quiet).doesNotContain(spoken, read, young);
    rig().on(() -> rig().broker().heads(List.of(quiet)));
    assertThat(found()).as("who looks or listens wakes nobody").contains(quiet);
  }

  @Test
  void duty_2_a_room_leaves_only_when_it_is_quiet_and_archived_up_to_its_end() {
    RoomId room = spokenIn("leaves");
    Position at = said(room).getFirst().at();

    assertThat(retire(room, at)).as("not quiet").isZero();
    rig().age(room);
    assertThat(retire(room, Position.NONE)).as("not archived").isZero();
    rig().age(room);
    Position beyond = new Position(at.epoch(), at.offset() + 1);
    assertThat(retire(room, beyond)).as("the log has lost its end").isZero();

    rig().age(room);
    assertThat(retire(room, at)).isEqualTo(1);
    assertThat(closed(room).memory()).isEqualTo(Closed.Memory.UNKNOWN);
  }

  @Test
  void duty_3_who_was_about_to_open_a_room_that_has_left_begins_anew() {
    RoomId room = spokenIn("slow");
    Publication first = said(room).getFirst();
    leave(room);
    Opening slow = opening(room, closed(room), first);
    // Meanwhile somebody else opens the room, speaks there, and it falls quiet again.
    assertThat(open(opening(room, closed(room), first))).isEqualTo(new Opened.Open());
    assertThat(outcomes(room, draft("unseen").asProven())).hasSize(1);
    leave(room);

    assertThat(open(slow)).isEqualTo(new Opened.Moved());
    assertThat(open(opening(room, closed(room), first))).isEqualTo(new Opened.Open());
  }

  private RoomId spokenIn(String name) {
    RoomId room = openRoom(name);
    log(room, draft("hello"));
    return room;
  }

  private void leave(RoomId room) {
    Position end = said(room).getLast().at();
    rig().age(room);
    assertThat(retire(room, end)).isEqualTo(1);
  }

  private int retire(RoomId room, Position archived) {
    return rig().on(() -> rig().quietRooms().retire(Map.of(room, archived), HOUR));
  }

  private Set<RoomId> found() {
    Set<RoomId> found = new HashSet<>();
    for (int i = 0; i < LOOKS; i++) {
      found.addAll(rig().on(() -> rig().quietRooms().next(MANY, HOUR)));
    }
    return found;
  }
}
