package io.chatcluster.room;

import static io.chatcluster.room.RoomFixture.ROOM;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.protocol.Audience;
import io.chatcluster.protocol.Drop;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.Kind;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import io.chatcluster.protocol.Topic;
import io.chatcluster.room.RoomFixture.Member;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Hub and feed against the simplest model there is: one list of publications.
///
/// Chance decides which wake-ups are lost, late or twice, when reads are answered or fail, who
/// comes, goes, and is full. [Member] complains of every hole and repeat; in the end everybody must
/// stand at the head.
class HubModelTest {

  private static final int SEEDS = 2_000;
  private static final int STEPS = 150;

  @Test
  void everybody_is_told_the_whole_log_once_and_in_order() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      World world = new World(seed);
      try {
        for (int step = 0; step < STEPS; step++) {
          world.step();
        }
        world.settle();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  private static final class World implements Feed.Reads, RoomStream, HubPort, Watch {

    private final SplittableRandom random;
    private final List<Publication> log = new ArrayList<>();
    private final List<Publication> inTheAir = new ArrayList<>();
    private final ArrayDeque<Runnable> answers = new ArrayDeque<>();
    private final ArrayDeque<Runnable> crossing = new ArrayDeque<>();
    private final List<Member> members = new ArrayList<>();
    private final Hub hub = new Hub(this, this, 3);
    private final Feed feed = new Feed(ROOM, this, this);
    private boolean watched;
    private boolean calm;
    private long epoch = 1;

    World(long seed) {
      random = new SplittableRandom(seed);
      feed.subscribed();
    }

    void step() {
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> publish();
        case 3, 4 -> wakeUp();
        case 5 -> run(answers);
        case 6 -> run(crossing);
        case 7 -> come();
        case 8 -> members.forEach(member -> member.full = random.nextInt(3) == 0);
        case 9 -> {
          hub.drain();
          hub.drainSignals();
          hub.tick();
        }
        case 10 -> signal();
        default -> rare();
      }
    }

    /// It moves nobody, whatever else is under way.
    private void signal() {
      Signal.Key key = new Signal.Key("n1.0", new Topic("t" + random.nextInt(5)));
      byte[] body = "{\"n\":1}".getBytes(StandardCharsets.UTF_8);
      hub.signal(ROOM, new Signal(new Audience.OfRoom(ROOM), key, body));
    }

    @Override
    public void signalled() {}

    @Override
    public void after(long millis, Runnable task) {
      crossing.add(task);
    }

    @Override
    public void dropped(Drop why, int signals) {}

    private void rare() {
      switch (random.nextInt(6)) {
        case 0 -> leave();
        case 4 -> doubt(true);
        case 5 -> doubt(false);
        case 1 -> feed.subscribed();
        case 2 -> epoch++;
        default -> {
          if (!feed.reading()) {
            feed.catchUp();
          }
        }
      }
    }

    private void publish() {
      Position prev = end();
      Position at =
          prev.epoch() == epoch ? new Position(epoch, prev.offset() + 1) : new Position(epoch, 1);
      Publication publication = new Publication(ROOM, at, prev, "n1", Kind.CHAT, new byte[] {1});
      log.add(publication);
      int copies = random.nextInt(8) == 0 ? 0 : random.nextInt(8) == 0 ? 2 : 1;
      for (int i = 0; i < copies; i++) {
        inTheAir.add(publication);
      }
    }

    private void wakeUp() {
      if (!inTheAir.isEmpty()) {
        boolean late = random.nextInt(10) == 0;
        feed.published(inTheAir.remove(late ? random.nextInt(inTheAir.size()) : 0));
      }
    }

    private void come() {
      Member member = new Member();
      boolean fresh = log.isEmpty() || random.nextBoolean();
      Position from = fresh ? null : log.get(random.nextInt(log.size())).at();
      members.add(member);
      member.membership = hub.join(ROOM, from, member);
    }

    private void leave() {
      if (!members.isEmpty()) {
        Member member = members.remove(random.nextInt(members.size()));
        if (member.membership != null) {
          hub.leave(member.membership);
        }
      }
    }

    /// Somebody is paused, or goes on.
    private void doubt(boolean pause) {
      if (members.isEmpty()) {
        return;
      }
      Member member = members.get(random.nextInt(members.size()));
      if (member.membership == null) {
        return;
      }
      if (pause) {
        hub.pause(member.membership);
        member.deaf = true;
      } else {
        member.deaf = false;
        hub.resume(member.membership);
      }
    }

    private static void run(ArrayDeque<Runnable> tasks) {
      Runnable next = tasks.poll();
      if (next != null) {
        next.run();
      }
    }

    /// No more chance: everything arrives, and the log is read once more.
    void settle() {
      calm = true;
      for (Member member : members) {
        member.full = false;
        member.deaf = false;
        if (member.membership != null) {
          hub.resume(member.membership);
        }
      }
      for (int round = 0; round < 5; round++) {
        if (!feed.reading()) {
          feed.catchUp();
        }
        while (!answers.isEmpty() || !crossing.isEmpty()) {
          run(answers);
          run(crossing);
        }
        hub.drain();
        hub.tick();
      }
      for (Member member : members) {
        if (!member.told.toString().contains("refused")) {
          assertThat(member.stands).as("told %s", member.told).isEqualTo(end());
        }
      }
      assertThat(hub.lagging()).isZero();
    }

    private Position end() {
      return log.isEmpty() ? Position.NONE : log.getLast().at();
    }

    /// What is read now is answered later, or fails.
    private void answer(Runnable answer, Runnable failure) {
      answers.add(!calm && random.nextInt(10) == 0 ? failure : answer);
    }

    private Segment segment(Position after) {
      List<Publication> found =
          log.stream().filter(p -> p.at().isAfter(after)).limit(1 + random.nextInt(4)).toList();
      return Segments.fromLog(after, end(), found);
    }

    @Override
    public void head(Membership membership) {
      Segment segment = Segment.upTo(end(), List.of());
      answer(
          () -> hub.read(membership, segment),
          () -> hub.readFailed(membership, ErrorCode.UNAVAILABLE));
    }

    @Override
    public void read(Membership membership, Position after) {
      Segment segment = segment(after);
      answer(
          () -> hub.read(membership, segment),
          () -> hub.readFailed(membership, ErrorCode.UNAVAILABLE));
    }

    /// The hub's words cross to the feed's loop, the feed's to the hub's, each in order.
    @Override
    public void watch(RoomId room) {
      crossing.add(
          () -> {
            watched = true;
            Position stands = feed.position();
            if (stands != null) {
              crossing.add(() -> hub.ready(ROOM, stands));
            }
          });
    }

    @Override
    public void unwatch(RoomId room) {
      crossing.add(() -> watched = false);
    }

    @Override
    public void wake() {}

    @Override
    public void head(RoomId room) {
      Position head = end();
      answer(() -> feed.head(head), feed::readFailed);
    }

    @Override
    public void read(RoomId room, Position after) {
      Segment segment = segment(after);
      answer(() -> feed.read(segment), feed::readFailed);
    }

    @Override
    public void ready(RoomId room, Position at) {
      tell(() -> hub.ready(ROOM, at));
    }

    @Override
    public void deliver(RoomId room, List<Publication> publications) {
      tell(() -> hub.deliver(ROOM, publications));
    }

    @Override
    public void rollback(RoomId room, Position to) {
      tell(() -> hub.rollback(ROOM, to));
    }

    @Override
    public void gap(RoomId room, Segment.Missing gap) {
      tell(() -> hub.gap(ROOM, gap));
    }

    private void tell(Runnable word) {
      if (watched) {
        crossing.add(word);
      }
    }
  }
}
