package io.chatcluster.session;

import io.chatcluster.broker.Draft;
import io.chatcluster.limits.Account;
import io.chatcluster.limits.ClientAddress;
import io.chatcluster.limits.Limit;
import io.chatcluster.limits.LimitEvents;
import io.chatcluster.limits.Limits;
import io.chatcluster.limits.Rate;
import io.chatcluster.node.MemoryLog;
import io.chatcluster.node.Node;
import io.chatcluster.node.NodeEvents;
import io.chatcluster.node.StillLoop;
import io.chatcluster.node.TestSettings;
import io.chatcluster.protocol.AckLevel;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.Kind;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Reply;
import io.chatcluster.protocol.RightsChange;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Stamp;
import io.chatcluster.protocol.UserId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Real sessions on a real node: only clock, connections, and log are made for the test.
final class SessionRig {

  static final int MAX_MESSAGE = 64;
  static final int MAX_DATA = 32;
  static final int MAX_ROOMS = 3;
  static final int MAX_IN_FLIGHT = 4;
  static final int MAX_MALFORMED = 20;
  static final long CONNECT_TIMEOUT = 5_000;
  static final long SLOW_CONSUMER = 30_000;
  static final long ACK_TIMEOUT = 10_000;
  static final long ID_WINDOW = TestSettings.ID_WINDOW.toMillis();

  final StillLoop loop = new StillLoop();
  final MemoryLog log = new MemoryLog();

  /// What was counted as failed.
  final List<ErrorCode> failures = new ArrayList<>();

  /// What was counted as resumed.
  final List<Boolean> resumed = new ArrayList<>();

  /// The limits that refused something.
  final List<Limit> refusals = new ArrayList<>();

  final Limits limits;

  /// What people may do; everything, unless a test says otherwise.
  TestGate rights = new TestGate();
  final TestEdge edge;
  private final List<TestClient> clients = new ArrayList<>();
  private final SessionContext context;
  private long ids;

  SessionRig(TestEdge edge, Map<Limit, Rate> rates) {
    this.edge = edge;
    limits = new Limits(new Limits.Settings(rates, 0, 1_000), new Refusing());
    Node node =
        new Node(
            List.of(loop),
            List.of(log),
            log.archive(),
            TestSettings.node(TestSettings.publish(ACK_TIMEOUT)),
            new NodeEvents() {});
    log.tell(node.listener());
    node.start(log);
    Reply.Limits told =
        new Reply.Limits(
            Duration.ofSeconds(25),
            65_536,
            MAX_MESSAGE,
            MAX_DATA,
            MAX_ROOMS,
            MAX_IN_FLIGHT,
            TestSettings.ID_WINDOW,
            Duration.ofMillis(100));
    context =
        new SessionContext(
            node.part(0),
            this::judge,
            (user, room) -> rights.ask(user, room),
            new SessionSettings(
                "n1",
                AckLevel.DURABLE,
                told,
                Duration.ofMillis(CONNECT_TIMEOUT),
                Duration.ofMillis(SLOW_CONSUMER),
                MAX_MALFORMED),
            limits,
            new Counting());
    everySecond();
  }

  /// `old` was good once, `forged` never was, `N:name` is good for N ms, all else for ever.
  /// Whether tokens are looked at until this is completed.
  @Nullable Promise<Void> looking;

  private Future<Authenticator.Result> judge(String token) {
    Promise<Void> until = looking;
    Future<Void> ready = until == null ? Future.succeededFuture() : until.future();
    return ready.map(_ -> authenticate(token));
  }

  private Authenticator.Result authenticate(String token) {
    if (token.equals("old")) {
      return new Authenticator.Result.Expired();
    }
    if (token.equals("forged")) {
      return new Authenticator.Result.Refused();
    }
    int colon = token.indexOf(':');
    long until =
        colon < 0 ? Long.MAX_VALUE : loop.nowMillis() + Long.parseLong(token.substring(0, colon));
    String user = token.substring(colon + 1);
    return new Authenticator.Result.Accepted(new UserId(user), "The " + user, until);
  }

  private void everySecond() {
    loop.after(
        1_000,
        () -> {
          clients.forEach(client -> client.session().tick());
          everySecond();
        });
  }

  /// Somebody has changed rights, and says so.
  void announce(RightsChange change) {
    context.node().announce(change);
    loop.turn();
  }

  /// Somebody whose socket is open, and who has said nothing.
  TestClient stranger() {
    return stranger("192.0.2.1");
  }

  /// The same at another address.
  TestClient stranger(String address) {
    TestClient client = new TestClient(edge, loop);
    Account account = limits.address(new ClientAddress(address));
    client.owns(new Session("n1." + clients.size(), context, client, account));
    clients.add(client);
    return client;
  }

  /// Somebody who is connected.
  TestClient client(String token) {
    TestClient client = stranger();
    client.say("{'type':'connect','token':'" + token + "'}");
    client.forget();
    return client;
  }

  /// Somebody who is connected and in the room `general`.
  TestClient member(String token) {
    TestClient client = client(token);
    client.say("{'type':'join','room':'general'}");
    client.forget();
    return client;
  }

  /// Another node adds an event of some kind to `general`.
  ///
  /// @param more what follows the stamp in its body
  void append(String kind, String from, String more) {
    Stamp stamp = new Stamp(loop.nowMillis(), new MessageId(id(0)), new UserId(from));
    String head = "{'ts':%d,'id':'%s','from':'%s'".formatted(stamp.ts(), stamp.id(), from);
    byte[] body = (head + more).replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    var _ = log.append(new RoomId("general"), List.of(Draft.of(new Kind(kind), stamp, body)));
    loop.turn();
  }

  /// A fresh message id, made so long ago.
  String id(long agoMillis) {
    return MessageId.create(loop.nowMillis() - agoMillis, 1, ++ids).value();
  }

  private final class Refusing implements LimitEvents {

    @Override
    public void refused(Limit limit) {
      refusals.add(limit);
    }
  }

  private final class Counting implements SessionEvents {

    @Override
    public void failed(ErrorCode code) {
      failures.add(code);
    }

    @Override
    public void resumed(boolean recovered) {
      resumed.add(recovered);
    }
  }
}
