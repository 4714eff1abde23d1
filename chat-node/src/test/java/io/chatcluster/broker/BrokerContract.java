package io.chatcluster.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.protocol.Audience;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RightsChange;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What every [Broker] owes, duty by duty.
public abstract class BrokerContract extends LogContract {

  @Test
  void duty_1_an_append_is_log_queue_memory_and_wake_up_or_nothing() {
    RoomId room = openRoom("atomic");
    Ear ear = new Ear();
    subscribe(ear, room);
    Draft draft = draft("all of it");

    Position at = log(room, draft).at();

    rig().until(() -> !ear.published.isEmpty());
    assertThat(ear.published).extracting(Publication::at).containsExactly(at);
    assertThat(said(room)).extracting(Publication::at).containsExactly(at);
    assertThat(waiting(room)).containsExactly(room);
    assertThat(rig().on(() -> rig().broker().find(room, ADA, draft.id())).orElseThrow().at())
        .isEqualTo(at);

    rig().loseHash(room);
    Draft refused = draft("none of it");
    assertThat(append(room, refused)).isInstanceOf(Closed.class);

    assertThat(rig().on(() -> rig().broker().find(room, ADA, refused.id()))).isEmpty();
    assertThat(closed(room).last()).isEqualTo(at);
    assertThat(queued(room)).hasSize(1);
  }

  @Test
  void duty_2_positions_only_grow_and_each_names_the_one_before_it() {
    RoomId room = openRoom("chain");

    outcomes(room, draft("1"), draft("2"));
    log(room, draft("3"));
    renew(room);
    reopen(room);
    log(room, draft("4"));

    List<Publication> said = said(room);
    assertThat(said).hasSize(4);
    Position before = Position.NONE;
    for (Publication one : said) {
      assertThat(one.at()).isGreaterThan(before);
      assertThat(one.prev()).isEqualTo(before);
      before = one.at();
    }
  }

  @Test
  void duty_3_an_id_is_appended_once_but_for_a_draft_that_names_its_lost_place() {
    RoomId room = openRoom("once");
    RoomId other = openRoom("elsewhere");
    Draft draft = draft("once");
    Append.Outcome.Logged first = log(room, draft);
    Append.Outcome known = new Append.Outcome.Duplicate(first.at(), first.queueId());

    assertThat(outcomes(room, draft, draft.asProven()))
        .as("however often, and whatever the archive said")
        .containsExactly(known, known);
    Position elsewhere = new Position(first.at().epoch(), first.at().offset() + 1);
    assertThat(outcomes(room, draft.asLostAt(elsewhere))).containsExactly(known);
    assertThat(log(other, draft)).as("another room").isNotNull();

    Append.Outcome again = outcomes(room, draft.asLostAt(first.at())).getFirst();
    assertThat(again).isInstanceOf(Append.Outcome.Logged.class);
    assertThat(said(room)).hasSize(2);
  }

  @Test
  void duty_4_nothing_is_appended_or_read_under_an_epoch_that_is_over() {
    RoomId room = openRoom("over");
    Position first = log(room, draft("before")).at();
    Broker late = rig().another();
    Opening opening = opening(room, new Closed(epoch(late, room), Closed.Memory.AGREED, first));
    rig().until(() -> slice(late, room, Position.NONE) instanceof Slice.Read);
    renew(room);
    Closed closed = closed(room);
    assertThat(closed.epoch()).isEqualTo(epoch(rig().broker(), room));

    assertThat(slice(late, room, Position.NONE)).isInstanceOf(Stale.class);
    assertThat(append(late, room, draft("too late"))).isInstanceOf(Stale.class);
    assertThat(open(opening)).as("opened under the old one").isInstanceOf(Opened.Moved.class);

    assertThat(closed(room)).as("and nothing has changed").isEqualTo(closed);
    rig().until(() -> epoch(late, room) == closed.epoch());
  }

  @Test
  void duty_5_appends_take_effect_in_the_order_in_which_they_were_made() {
    RoomId room = openRoom("order");
    List<Future<Append>> answers = new ArrayList<>();
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      drafts.add(draft("m" + i));
    }

    rig()
        .on(
            () -> {
              drafts.forEach(draft -> answers.add(rig().broker().append(room, List.of(draft))));
              return Future.all(answers);
            });

    assertThat(said(room))
        .extracting(one -> text(one.body()))
        .containsExactlyElementsOf(drafts.stream().map(one -> text(one.body())).toList());
  }

  @Test
  void duty_6_however_much_is_read_appends_do_not_wait_for_it() {
    RoomId room = openRoom("crowd");
    for (int i = 0; i < 8; i++) {
      log(room, draft("x".repeat(10_000)));
    }
    List<Future<?>> reads = new ArrayList<>();

    Append append =
        rig()
            .on(
                () -> {
                  for (int i = 0; i < 400; i++) {
                    // No two are alike, so that none is shared.
                    Position after = new Position(0, i);
                    Bound bound = new Bound(100, (1 << 19) - i);
                    reads.add(rig().broker().read(room, after, bound, Priority.CLIENT));
                  }
                  return rig().broker().append(room, List.of(draft("through")));
                });

    assertThat(append).isInstanceOf(Append.Done.class);
    rig().until(() -> reads.stream().allMatch(Future::isComplete));
    assertThat(reads).anyMatch(Future::succeeded);
    assertThat(reads)
        .filteredOn(Future::failed)
        .allMatch(read -> read.cause() instanceof BrokerException);
  }

  @Test
  void duty_7_an_opening_takes_effect_only_while_what_it_was_told_is_true() {
    RoomId room = new RoomId("moved");
    Opening early = opening(room, closed(room));
    reopen(room);
    Position at = log(room, draft("meanwhile")).at();
    rig().loseHash(room);

    assertThat(open(early)).isEqualTo(new Opened.Moved());

    reopen(room);
    assertThat(said(room)).extracting(Publication::at).containsExactly(at);
    assertThat(open(early)).as("it is open already").isEqualTo(new Opened.Open());
    assertThat(said(room)).hasSize(1);
  }

  @Test
  void duty_8_what_waits_for_the_archiver_is_shown_and_who_only_asks_changes_nothing() {
    RoomId room = openRoom("owed");
    RoomId silent = openRoom("not-owed");
    Append.Outcome.Logged first = log(room, draft("1"));
    Append.Outcome.Logged second = log(room, draft("2"));

    assertThat(rig().on(() -> rig().broker().waiting(List.of(room)))).containsExactly(room);
    assertThat(waiting(silent)).isEmpty();
    assertThat(queued(room))
        .extracting(Queued::queueId)
        .containsExactly(first.queueId(), second.queueId());
    assertThat(said(room)).as("it is still open").hasSize(2);
  }

  @Test
  void duty_9_heads_tell_what_is_open_closed_or_unknown_and_nothing_of_a_stale_partition() {
    RoomId room = openRoom("head");
    RoomId unknown = unknownBeside(room);
    Position at = log(room, draft("1")).at();

    assertThat(heads(rig().broker(), room, unknown))
        .containsExactlyInAnyOrder(
            new Head(room, at, Head.State.OPEN),
            new Head(unknown, Position.NONE, Head.State.UNKNOWN));
    Broker late = rig().another();
    renew(room);
    rig().until(() -> !heads(rig().broker(), room).isEmpty());
    assertThat(heads(rig().broker(), room)).containsExactly(new Head(room, at, Head.State.CLOSED));
    assertThat(heads(late, room)).isEmpty();
  }

  @Test
  void duty_10_a_signal_is_heard_once_by_who_listens_and_kept_nowhere() {
    RoomId room = openRoom("fleeting");
    RoomId other = openRoom("steadfast");
    Ear ear = new Ear();
    subscribe(ear, room);
    Position at = log(room, draft("before")).at();
    rig().until(() -> ear.published.size() == 1);

    signal(new Audience.OfRoom(other), "elsewhere");
    signal(new Audience.OfRoom(room), "typing");
    Position next = log(room, draft("after")).at();

    rig().until(() -> !ear.signalled.isEmpty() && ear.published.size() == 2);
    assertThat(ear.signalled)
        .extracting(one -> one.to() + " " + one.key().topic())
        .containsExactly(new Audience.OfRoom(room) + " typing");
    assertThat(said(room)).extracting(Publication::at).containsExactly(at, next);
    assertThat(said(room).getLast().prev()).as("it has moved nobody").isEqualTo(at);
    assertThat(queued(room)).as("and nothing of it waits to be archived").hasSize(2);
    Ear late = new Ear();
    subscribe(late, room);
    log(room, draft("still later"));
    rig().until(() -> !late.published.isEmpty());
    assertThat(late.signalled).isEmpty();
  }

  @Test
  void duty_11_a_change_of_rights_is_heard_in_its_place_among_what_is_said() {
    RoomId room = openRoom("with a keeper");
    RoomId other = openRoom("open");
    UserId user = new UserId("Bob: {p1} 100%");
    Ear ear = new Ear();
    subscribe(ear, room);
    log(room, draft("before"));

    announce(new RightsChange.OfRoom(other));
    announce(new RightsChange.OfMember(room, user));
    log(room, draft("after"));
    announce(new RightsChange.OfRoom(room));

    rig().until(() -> ear.rights.size() == 2 && ear.published.size() == 2);
    assertThat(ear.rights)
        .containsExactly(new RightsChange.OfMember(room, user), new RightsChange.OfRoom(room));
    assertThat(ear.inOrder).containsExactly("published", "rights", "published", "rights");
    assertThat(said(room)).as("nothing of it is kept").hasSize(2);
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  /// A name that nobody has used, in the same partition.
  private RoomId unknownBeside(RoomId room) {
    int i = 0;
    while (partition(new RoomId("unknown" + i)) != partition(room)) {
      i++;
    }
    return new RoomId("unknown" + i);
  }

  private int partition(RoomId room) {
    return rig().on(() -> Future.succeededFuture(rig().broker().partition(room)));
  }

  private List<Head> heads(Broker broker, RoomId... rooms) {
    return rig().on(() -> broker.heads(List.of(rooms)));
  }

  private Set<RoomId> waiting(RoomId room) {
    return rig().on(() -> rig().broker().waiting(List.of(room)));
  }

  private List<Queued> queued(RoomId room) {
    return rig()
        .on(() -> rig().broker().queued(List.of(room)))
        .getOrDefault(room, Waiting.UNKNOWN)
        .entries();
  }
}
