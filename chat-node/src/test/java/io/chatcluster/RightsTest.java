package io.chatcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.limits.Account;
import io.chatcluster.limits.LimitEvents;
import io.chatcluster.limits.Limits;
import io.chatcluster.node.NodeEvents;
import io.chatcluster.node.NodeLoop;
import io.chatcluster.protocol.AckLevel;
import io.chatcluster.protocol.CloseReason;
import io.chatcluster.protocol.Command;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.Push;
import io.chatcluster.protocol.Reply;
import io.chatcluster.protocol.RightsChange;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.chatcluster.rights.Gate;
import io.chatcluster.rights.Verdict;
import io.chatcluster.room.Batch;
import io.chatcluster.room.Delivery;
import io.chatcluster.room.Offer;
import io.chatcluster.session.Authenticator;
import io.chatcluster.session.Connection;
import io.chatcluster.session.Session;
import io.chatcluster.session.SessionContext;
import io.chatcluster.session.SessionEvents;
import io.chatcluster.session.SessionSettings;
import io.chatcluster.waiting.Answers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Rights that are taken away on two real nodes, while people talk.
class RightsTest {

  private static final RoomId ROOM = new RoomId("general");
  private static final int PEOPLE = 40;

  /// Within which a change is to be known everywhere.
  private static final Duration KNOWN = Duration.ofSeconds(1);

  /// For machines that are busy with other things, too.
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// Who may be nowhere any more, as every node would read it in one database.
  private final Set<String> banned = ConcurrentHashMap.newKeySet();

  private final Gate gate =
      (user, _) ->
          Future.succeededFuture(banned.contains(user.value()) ? Verdict.NONE : Verdict.ALL);

  private final List<Duration> taken = new ArrayList<>();
  private final List<Person> people = new ArrayList<>();
  private final AtomicBoolean talking = new AtomicBoolean(true);
  private OneNode first;
  private OneNode second;

  @BeforeEach
  void start() {
    first = new OneNode(new NodeEvents() {});
    second = new OneNode(first);
    first.startArchiver();
    for (int i = 0; i < PEOPLE; i++) {
      OneNode node = i % 2 == 0 ? first : second;
      Person person = new Person("u" + i);
      people.add(person);
      node.on(i / 2 % 2, person::come);
    }
    await().atMost(PATIENCE).until(() -> people.stream().allMatch(person -> person.joined));
  }

  @AfterEach
  void stop() {
    talking.set(false);
    second.close();
    first.close();
  }

  @Test
  void nobody_hears_what_was_said_after_their_rights_were_taken_away() {
    Thread talk = Thread.ofVirtual().start(this::talk);
    Person adaHere = people.get(6);
    Person bobThere = people.get(7);
    Person eve = people.get(9);
    await().atMost(PATIENCE).until(() -> adaHere.heard.size() > 100);

    Position kicked = withdraw(new RightsChange.OfMember(ROOM, adaHere.user), "u6");
    Position banished = withdraw(new RightsChange.OfUser(bobThere.user), "u7");
    Position closed = withdraw(new RightsChange.OfRoom(ROOM), "u8", "u9");
    int then = people.getFirst().heard.size();
    await().atMost(PATIENCE).until(() -> people.getFirst().heard.size() > then + 100);
    talking.set(false);
    join(talk);
    Position last = Answers.of(first.say(ROOM, OneNode.id(), "the last"));

    await().atMost(PATIENCE).until(() -> people.getFirst().stands().equals(last));
    assertHeardUpTo(adaHere, kicked);
    assertHeardUpTo(bobThere, banished);
    assertHeardUpTo(people.get(8), closed);
    assertHeardUpTo(eve, closed);
    assertThat(Collections.min(taken)).as("how long it took, at best").isLessThan(KNOWN);
    List<Position> everything = people.getFirst().positions();
    for (Person person : people) {
      if (!banned.contains(person.user.value())) {
        await().atMost(PATIENCE).until(() -> person.stands().equals(last));
        assertThat(person.positions()).as(person.user.value()).isEqualTo(everything);
      }
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Talks without a pause, from one node and the other in turn.
  private void talk() {
    for (int i = 0; talking.get(); i++) {
      Answers.of((i % 2 == 0 ? first : second).say(ROOM, OneNode.id(), "message " + i));
    }
  }

  /// Takes rights away, says so, and waits until it is known.
  ///
  /// @return a message that was said after it
  private Position withdraw(RightsChange change, String... users) {
    banned.addAll(List.of(users));
    second.ask(1, node -> node.announce(change).mapEmpty());
    long from = System.nanoTime();
    Position newer = Answers.of(first.say(ROOM, OneNode.id(), "not for them"));
    List<Person> concerned =
        people.stream().filter(one -> List.of(users).contains(one.user.value())).toList();
    await().atMost(PATIENCE).until(() -> concerned.stream().allMatch(person -> person.removed));
    taken.add(Duration.ofNanos(System.nanoTime() - from));
    return newer;
  }

  private static void assertHeardUpTo(Person person, Position newer) {
    assertThat(person.positions())
        .as(person.user.value())
        .isNotEmpty()
        .allMatch(at -> newer.isAfter(at), "nothing from " + newer + " on");
    assertThat(person.removed).isTrue();
  }

  /// A client that writes down what it hears, and keeps up with everything.
  private final class Person implements Connection {

    final UserId user;
    final List<Publication> heard = new CopyOnWriteArrayList<>();
    volatile boolean joined;
    volatile boolean removed;

    Person(String name) {
      user = new UserId(name);
    }

    private @Nullable Session session;

    void come(NodeLoop node) {
      SessionContext context =
          new SessionContext(
              node,
              token ->
                  Future.succeededFuture(
                      new Authenticator.Result.Accepted(user, token, Long.MAX_VALUE)),
              gate,
              settings(),
              new Limits(Limits.Settings.NONE, LimitEvents.NONE),
              new SessionEvents() {});
      Session mine = new Session("n1." + user, context, this, Account.UNLIMITED);
      session = mine;
      mine.connect(null, user.value());
      mine.received(new Command.Join("1", ROOM, null));
    }

    private static SessionSettings settings() {
      Reply.Limits limits =
          new Reply.Limits(
              Duration.ofSeconds(25),
              65_536,
              1_000,
              1_000,
              10,
              10,
              Duration.ofMinutes(10),
              Duration.ofMillis(100));
      return new SessionSettings(
          "n1", AckLevel.DURABLE, limits, Duration.ofSeconds(5), Duration.ofSeconds(30), 20);
    }

    List<Position> positions() {
      return heard.stream().map(Publication::at).toList();
    }

    Position stands() {
      return heard.isEmpty() ? Position.NONE : heard.getLast().at();
    }

    @Override
    public void send(Reply reply) {
      joined |= reply instanceof Reply.Joined;
      Session mine = session;
      if (mine != null && reply instanceof Reply.Failed failed && failed.retryAfterMillis() > 0) {
        // A node that has just started may not have its Redis yet.
        Objects.requireNonNull(Vertx.currentContext())
            .owner()
            .setTimer(
                failed.retryAfterMillis(), _ -> mine.received(new Command.Join("1", ROOM, null)));
      }
    }

    @Override
    public void push(Push push) {
      removed |= push instanceof Push.Removed;
    }

    @Override
    public Offer offer(Delivery delivery) {
      if (delivery instanceof Batch batch) {
        heard.addAll(batch.publications());
      }
      return Offer.ACCEPTED;
    }

    @Override
    public boolean writable() {
      return true;
    }

    @Override
    public boolean reads() {
      return true;
    }

    @Override
    public void close(CloseReason reason) {}
  }
}
