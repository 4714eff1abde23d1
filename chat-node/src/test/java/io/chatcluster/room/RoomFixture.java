package io.chatcluster.room;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chatcluster.protocol.Drop;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.Kind;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.Push;
import io.chatcluster.protocol.RoomId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Words in which the tests of rooms are written.
final class RoomFixture {

  static final RoomId ROOM = new RoomId("general");

  private RoomFixture() {}

  static Position at(String text) {
    return Position.parse(text);
  }

  /// A publication, `prev>at`.
  static Publication pub(String prevAndAt) {
    int arrow = prevAndAt.indexOf('>');
    return new Publication(
        ROOM,
        at(prevAndAt.substring(arrow + 1)),
        at(prevAndAt.substring(0, arrow)),
        "n1",
        Kind.CHAT,
        "{\"ts\":1}".getBytes(StandardCharsets.UTF_8));
  }

  static List<Publication> pubs(String... all) {
    List<Publication> publications = new ArrayList<>();
    for (String one : all) {
      publications.add(pub(one));
    }
    return publications;
  }

  static Segment segment(String head, String... all) {
    return new Segment(null, null, pubs(all), at(head), false);
  }

  /// A member that keeps account of what it is told and complains of holes and repeats.
  static class Member implements io.chatcluster.room.Member, Outlet {

    final List<String> told = new ArrayList<>();
    final List<String> signals = new ArrayList<>();
    int rightsChanges;
    final List<Signals> deliveries = new ArrayList<>();
    String session = "n1.0";
    boolean full;

    /// Nothing must be offered.
    boolean deaf;
    int batches;

    /// Publications that were read for it.
    int read;
    @Nullable Membership membership;
    @Nullable Position stands;

    @Override
    public String session() {
      return session;
    }

    @Override
    public Outlet outlet() {
      return this;
    }

    @Override
    public void read(Batch batch) {
      read += batch.publications().size();
    }

    @Override
    public Offer offer(Delivery delivery) {
      if (deaf) {
        throw new AssertionError("paused, and offered " + delivery);
      }
      if (full) {
        return Offer.OVERFLOW;
      }
      return switch (delivery) {
        case Batch batch -> take(batch);
        case Signals heard -> {
          heard.signals().forEach(one -> signals.add(new String(one.body(), UTF_8)));
          deliveries.add(heard);
          yield Offer.ACCEPTED;
        }
      };
    }

    private Offer take(Batch batch) {
      batches++;
      for (Publication publication : batch.publications()) {
        if (!publication.prev().equals(stands)) {
          throw new AssertionError("at " + stands + " offered " + publication + ", told " + told);
        }
        stands = publication.at();
        told.add(String.valueOf(publication.at()));
      }
      return Offer.ACCEPTED;
    }

    @Override
    public void push(Push push) {
      switch (push) {
        case Push.Rollback(var _, Position to) -> {
          stands = to;
          told.add("rollback " + to);
        }
        case Push.Gap(var _, Position after, Position next) -> {
          told.add("gap " + after + " " + next);
          // The client takes the predecessor of `next` from the push that follows.
          stands = gapPrev == null ? stands : gapPrev;
        }
        case Push.Event(var _),
            Push.Drain(var _, var _),
            Push.Removed(var _, var _),
            Push.Signalled(var _) ->
            throw new AssertionError(push);
      }
    }

    @Nullable Position gapPrev;

    @Override
    public void joined(Position from, Position head, boolean recovered) {
      stands = from;
      told.add("joined " + from + " " + head + (recovered ? " recovered" : ""));
    }

    @Override
    public void refused(ErrorCode code) {
      told.add("refused " + code.wire());
    }

    @Override
    public void rightsChanged() {
      rightsChanges++;
    }

    @Override
    public boolean writable() {
      return !full;
    }
  }

  /// Keeps the hub's questions until the test answers them.
  static final class Desk implements HubPort, Watch {

    final List<Membership> heads = new ArrayList<>();
    final List<Membership> reads = new ArrayList<>();
    final List<Position> afters = new ArrayList<>();
    final List<String> watching = new ArrayList<>();
    int wakes;
    int signalWakes;
    final List<String> dropped = new ArrayList<>();
    final List<Long> rests = new ArrayList<>();
    final List<Runnable> resting = new ArrayList<>();

    @Override
    public void signalled() {
      signalWakes++;
    }

    @Override
    public void after(long millis, Runnable task) {
      resting.add(task);
      rests.add(millis);
    }

    @Override
    public void dropped(Drop why, int signals) {
      dropped.add(why.wire() + " " + signals);
    }

    @Override
    public void read(Membership membership, Position after) {
      reads.add(membership);
      afters.add(after);
    }

    @Override
    public void head(Membership membership) {
      heads.add(membership);
    }

    @Override
    public void watch(RoomId room) {
      watching.add("watch " + room);
    }

    @Override
    public void unwatch(RoomId room) {
      watching.add("unwatch " + room);
    }

    @Override
    public void wake() {
      wakes++;
    }

    /// Where the oldest question wants to read on.
    Position asked() {
      return afters.getFirst();
    }

    Membership take() {
      afters.removeFirst();
      return reads.removeFirst();
    }
  }
}
