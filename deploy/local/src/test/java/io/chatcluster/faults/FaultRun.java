package io.chatcluster.faults;

import static org.awaitility.Awaitility.await;

import io.chatcluster.loadtest.check.Checker;
import io.chatcluster.loadtest.check.ClientLog;
import io.chatcluster.loadtest.check.Event;
import io.chatcluster.loadtest.check.Recorder;
import io.chatcluster.loadtest.check.Run;
import io.chatcluster.loadtest.check.Violation;
import io.chatcluster.loadtest.client.ChatClient;
import io.chatcluster.loadtest.client.ClientCore;
import io.chatcluster.loadtest.client.Position;
import io.chatcluster.loadtest.client.Tokens;
import io.chatcluster.local.cluster.Cluster;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.awaitility.core.ConditionTimeoutException;

/// One run: clients that talk in rooms of their own and record what they see, until it is finished
/// and checked.
///
/// Owned by the thread of its test; the clients live on one event loop.
final class FaultRun implements AutoCloseable {

  private static final int CLIENTS = 9;
  private static final int ROOMS = 3;
  private static final long SEND_MILLIS = 10;
  private static final long TOKEN_SECONDS = 3_600;
  private static final long ANSWER_SECONDS = 30;
  private static final Duration SETTLE = Duration.ofSeconds(40);
  private static final Duration CONVERGENCE = Duration.ofSeconds(5);

  private final Site site;
  private final String name;
  private final Random random;
  private final Vertx vertx = Vertx.vertx();
  private final Recorder recorder = new Recorder(System::nanoTime, System::currentTimeMillis);
  private final List<Person> people = new CopyOnWriteArrayList<>();
  private final List<String> rooms = new ArrayList<>();
  private long sending;

  /// One client and what it records.
  private record Person(ChatClient client, ClientLog log, String name) {}

  /// @param name begins the names of the rooms
  FaultRun(Cluster cluster, String name, long seed) {
    this(cluster, name, seed, CLIENTS);
  }

  FaultRun(Cluster cluster, String name, long seed, int clients) {
    this(new LocalSite(cluster, seed), name, seed, clients);
  }

  FaultRun(Site site, String name, long seed, int clients) {
    this(site, name, seed, clients, ROOMS);
  }

  FaultRun(Site site, String name, long seed, int clients, int rooms) {
    this.site = site;
    this.name = name;
    this.random = new Random(seed);
    for (int i = 0; i < rooms; i++) {
      this.rooms.add(name + "-" + i);
    }
    for (int i = 0; i < clients; i++) {
      people.add(arrive(name + "-c" + i));
    }
    awaitSettled();
    goOnSending();
  }

  private Person arrive(String who) {
    Person person = connect(who);
    rooms.forEach(person.client()::join);
    return person;
  }

  private Person connect(String who) {
    ClientLog log = recorder.client(who);
    site.token(who);
    ChatClient client =
        new ChatClient(
            vertx,
            new ChatClient.Settings(site::url, () -> site.token(who), random.nextLong()),
            log);
    client.start();
    return new Person(client, log, who);
  }

  /// One more client, which talks as the others do.
  ///
  /// @return the node that it came to
  String newcomer(String who) {
    String client = name + "-" + who + "-" + people.size();
    Person newcomer = arrive(client);
    people.add(newcomer);
    await(client + " is in its rooms")
        .pollInterval(Duration.ofMillis(10))
        .atMost(SETTLE)
        .until(() -> ask(newcomer, ClientCore::settled));
    return travels().whereabouts().getOrDefault(client, "none");
  }

  /// One more client, which reads all rooms from their first message on.
  void reader() {
    Person reader = connect(name + "-reader-" + people.size());
    rooms.forEach(room -> reader.client().resume(room, Position.START));
    people.add(reader);
  }

  /// The close codes with which a client is sent away whose token another secret has signed.
  Set<Integer> refusal(String secret) throws TimeoutException {
    Recorder apart = new Recorder(System::nanoTime, System::currentTimeMillis);
    Tokens forged = new Tokens(secret);
    ChatClient stranger =
        new ChatClient(
            vertx,
            new ChatClient.Settings(
                site::url,
                () -> forged.issue("mallory", "Mallory", System.currentTimeMillis(), TOKEN_SECONDS),
                random.nextLong()),
            apart.client("stranger"));
    stranger.start();
    await("the stranger is sent away")
        .atMost(SETTLE)
        .until(() -> !new Travels(apart.history()).endings().isEmpty());
    stranger.stop().await(ANSWER_SECONDS, TimeUnit.SECONDS);
    return new Travels(apart.history()).endings().keySet();
  }

  /// One message from a client on one node to a client on another.
  void talkAcross(String from, String to) {
    Person sender = onNode(from);
    Person receiver = onNode(to);
    String room = rooms.getFirst();
    CompletableFuture<String> id = new CompletableFuture<>();
    sender
        .client()
        .send(
            room,
            "across",
            sent -> {
              sender.log().invoked(room, sent);
              id.complete(sent);
            });
    String sent = id.orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).join();
    await(receiver.name() + " on " + to + " hears " + sender.name() + " on " + from)
        .atMost(CONVERGENCE)
        .until(() -> heard(receiver, sent));
  }

  private Person onNode(String node) {
    Map<String, String> nodes = travels().whereabouts();
    return people.stream()
        .filter(person -> node.equals(nodes.get(person.name())))
        .findAny()
        .orElseThrow(() -> new AssertionError("nobody is on " + node + ": " + nodes));
  }

  private boolean heard(Person who, String id) {
    return recorder.history().stream()
        .anyMatch(
            entry ->
                entry.client().equals(who.name())
                    && entry.event() instanceof Event.Deliver deliver
                    && deliver.id().equals(id));
  }

  /// Where the clients have been so far.
  Travels travels() {
    return new Travels(recorder.history());
  }

  private synchronized void sendOne() {
    Person person = people.get(random.nextInt(people.size()));
    String room = rooms.get(random.nextInt(rooms.size()));
    String text = "text of " + person.name();
    person.client().send(room, text, id -> person.log().invoked(room, id));
  }

  private boolean all(Predicate<ClientCore> question) {
    return people.stream().allMatch(person -> ask(person, question));
  }

  private static boolean ask(Person person, Predicate<ClientCore> question) {
    try {
      return person.client().ask(question::test).await(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("a client does not answer", e);
    }
  }

  /// Waits until every client is in all of its rooms.
  void awaitSettled() {
    await("all clients of " + name + " are in their rooms")
        .atMost(SETTLE)
        .until(() -> all(ClientCore::settled));
  }

  void stopSending() {
    vertx.cancelTimer(sending);
  }

  void goOnSending() {
    sending = vertx.setPeriodic(SEND_MILLIS, _ -> sendOne());
  }

  /// Ends the faults, waits for the quiet, and checks everything.
  List<Violation> finish() throws SQLException, IOException {
    stopSending();
    long ended = System.nanoTime();
    try {
      awaitRest();
    } catch (ConditionTimeoutException e) {
      save();
      throw e;
    }
    return check(ended);
  }

  /// Waits until everything that was sent is answered and archived.
  void awaitRest() {
    await("every message of " + name + " has its answer").atMost(SETTLE).until(this::answered);
    awaitSettled();
    await("the archive has drained").atMost(SETTLE).until(() -> site.unarchived() == 0);
  }

  /// Whether every message that was sent has its answer.
  boolean answered() {
    return all(core -> core.unsent() == 0);
  }

  /// Checks a node that may never come to rest.
  List<Violation> checkAsItIs() throws SQLException, IOException {
    stopSending();
    return check(System.nanoTime());
  }

  private List<Violation> check(long ended) throws SQLException, IOException {
    // The time that everybody has to reach the head.
    quiet(CONVERGENCE.plusSeconds(1));
    Run run =
        new Run(
            recorder.history(),
            site.archive(Set.copyOf(rooms)),
            site.logs(Set.copyOf(rooms)),
            site.unarchived(),
            ended,
            false);
    List<Violation> violations = new Checker(CONVERGENCE).check(run);
    if (!violations.isEmpty()) {
      save();
    }
    return violations;
  }

  private void save() throws IOException {
    Path file = site.directory().resolve(name + ".history.jsonl");
    try (Writer out = Files.newBufferedWriter(file)) {
      recorder.write(out);
    }
  }

  /// Lets time pass.
  static void quiet(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(time.plusSeconds(30))
        .until(() -> System.nanoTime() >= end);
  }

  @Override
  public void close() throws TimeoutException {
    for (Person person : people) {
      person.client().stop().await(ANSWER_SECONDS, TimeUnit.SECONDS);
    }
    vertx.close().await(30, TimeUnit.SECONDS);
  }
}
