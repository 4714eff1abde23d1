package io.chatcluster.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a server can do with its clients, seen from their end of a real WebSocket.
class ServerSideTest implements SocketApplication {

  private static final SocketSettings SETTINGS =
      new SocketSettings(Duration.ofSeconds(10), 2, 3, 20, 10, SmallServer.MAX_PAYLOAD, 1);

  private final BlockingQueue<Entry> entries = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final BlockingQueue<Promise<Answer>> answers = new LinkedBlockingQueue<>();
  private final Namespaces namespaces = new Namespaces(SETTINGS);
  private final SmallServer server = new SmallServer(SmallServer.CALM, SETTINGS, _ -> this);
  private int sids;

  ServerSideTest() {
    namespaces.addAll(name -> !name.equals("/nowhere"), (_, entry, _) -> ask(entry));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Override
  public Entrance connected(HttpServerRequest handshake) {
    return namespaces.connected(handshake);
  }

  private Future<Answer> ask(Entry entry) {
    Promise<Answer> promise = Promise.promise();
    answers.add(promise);
    entries.add(entry);
    return promise.future();
  }

  private <T> T take(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new IllegalStateException("nothing came");
    }
    return next;
  }

  private void onLoop(Runnable task) {
    server.onLoop(
        () -> {
          task.run();
          return Future.succeededFuture();
        });
  }

  private void answer(Answer answer) throws InterruptedException {
    Promise<Answer> promise = take(answers);
    onLoop(() -> promise.complete(answer));
  }

  private Answer accepted() {
    return new Answer.Accepted(
        "s" + sids++,
        new SocketHandler() {
          @Override
          public void event(Event event) {
            heard.add(event.name() + event.args() + event.ack().wanted());
            event.ack().answer("first");
            event.ack().answer("second");
          }

          @Override
          public void disconnected(DisconnectCause cause) {
            heard.add(cause.name());
          }
        });
  }

  /// Lets a client into the main namespace.
  private ClientSocket enter(RawClient client) throws Exception {
    client.say("40");
    ClientSocket socket = take(entries).socket();
    answer(accepted());
    client.nextThatBegins("40{");
    return socket;
  }

  private Namespace main() {
    Namespace main = namespaces.get("/");
    if (main == null) {
      throw new IllegalStateException("nobody is there");
    }
    return main;
  }

  @Test
  void what_was_missed_arrives_before_the_word_that_one_is_connected() throws Exception {
    RawClient client = new RawClient(server).say("40{\"pid\":\"secret\",\"offset\":\"7\"}");
    Entry entry = take(entries);

    onLoop(() -> entry.socket().emit("missed", 8));
    answer(new Answer.Accepted("sid", "secret", _ -> {}));

    assertThat(entry.pid()).isEqualTo("secret");
    assertThat(entry.offset()).isEqualTo("7");
    assertThat(client.next()).isEqualTo("42[\"missed\",8]");
    assertThat(client.next()).isEqualTo("40{\"sid\":\"sid\",\"pid\":\"secret\"}");
  }

  @Test
  void a_refusal_says_why_and_one_may_try_again() throws Exception {
    RawClient client = new RawClient(server).say("40");
    answer(new Answer.Refused("no", JsonObject.of("code", 7)));

    assertThat(client.next()).isEqualTo("44{\"message\":\"no\",\"data\":{\"code\":7}}");
    entries.clear();
    enter(client);
  }

  @Test
  void an_answer_that_fails_is_a_refusal() throws Exception {
    RawClient client = new RawClient(server).say("40");
    Promise<Answer> promise = take(answers);
    onLoop(() -> promise.fail("secret words"));

    assertThat(client.next()).isEqualTo("44{\"message\":\"Internal error\"}");
  }

  @Test
  void whoever_speaks_before_it_is_let_in_or_asks_twice_is_closed() throws Exception {
    assertThat(new RawClient(server).say("40").say("42[\"x\"]").next()).isEqualTo("close");
    assertThat(new RawClient(server).say("40").say("40").next()).isEqualTo("close");
  }

  @Test
  void an_answer_that_comes_too_late_ends_at_once() throws Exception {
    RawClient client = new RawClient(server).say("40");
    take(entries);
    client.say("41");
    client.say("40/b");
    take(entries);

    answer(accepted());

    assertThat(take(heard)).isEqualTo("CLIENT_LEFT");
  }

  @Test
  void a_client_is_in_as_many_namespaces_as_it_may() throws Exception {
    RawClient client = new RawClient(server).say("40/a").say("40/b").say("40/c");

    assertThat(client.next()).isEqualTo("44/c,{\"message\":\"Too many namespaces\"}");
  }

  @Test
  void an_ack_is_given_once() throws Exception {
    RawClient client = new RawClient(server);
    enter(client);
    client.say("427[\"ask\",1]").say("42[\"tell\"]");

    assertThat(client.next()).isEqualTo("437[\"first\"]");
    assertThat(take(heard)).isEqualTo("ask[1]true");
    assertThat(take(heard)).isEqualTo("tell[]false");
  }

  @Test
  void an_ack_is_waited_for_until_it_comes_or_is_late_or_never_will() throws Exception {
    RawClient client = new RawClient(server);
    ClientSocket socket = enter(client);
    Duration patience = Duration.ofMinutes(1);

    Promise<JsonArray> first = Promise.promise();
    onLoop(() -> socket.emitWithAck(patience, "ask", Buffer.buffer("x")).onComplete(first));
    assertThat(client.next()).isEqualTo("451-0[\"ask\",{\"_placeholder\":true,\"num\":0}]");
    assertThat(client.next()).isEqualTo("78");
    assertThatThrownBy(() -> server.onLoop(() -> socket.emitWithAck(patience, "one too many")))
        .hasMessageContaining("TOO_MANY");
    client.say("430[\"answer\"]");
    assertThat(server.onLoop(first::future)).isEqualTo(JsonArray.of("answer"));

    assertThatThrownBy(() -> server.onLoop(() -> socket.emitWithAck(Duration.ofMillis(1), "ask")))
        .hasMessageContaining("LATE");
    client.next();
    client.say("431[\"late\"]");

    Promise<JsonArray> last = Promise.promise();
    onLoop(() -> socket.emitWithAck(patience, "ask").onComplete(last));
    client.say("41");
    assertThatThrownBy(() -> server.onLoop(last::future)).hasMessageContaining("DISCONNECTED");
  }

  @Test
  void rooms_get_what_is_for_them_once_and_but_for_some() throws Exception {
    RawClient ada = new RawClient(server);
    ClientSocket first = enter(ada);
    RawClient bob = new RawClient(server);
    ClientSocket second = enter(bob);

    onLoop(
        () -> {
          Namespace main = main();
          main.join(first, "red");
          main.join(first, "blue");
          main.join(second, "blue");
          main.to("red", "blue").emit("both");
          main.to("blue").except("red").emit("bob");
          main.from(second).emit("ada", Buffer.buffer("x"));
          main.all().except(second.sid()).emitVolatile("end");
          main.leave(first, "red");
          main.to("red").emit("nobody");
          main.all().emit("end");
        });

    assertThat(ada.next()).isEqualTo("42[\"both\"]");
    assertThat(ada.next()).isEqualTo("451-[\"ada\",{\"_placeholder\":true,\"num\":0}]");
    assertThat(ada.next()).isEqualTo("78");
    assertThat(ada.next()).isEqualTo("42[\"end\"]");
    assertThat(ada.next()).isEqualTo("42[\"end\"]");
    assertThat(bob.next()).isEqualTo("42[\"both\"]");
    assertThat(bob.next()).isEqualTo("42[\"bob\"]");
    assertThat(bob.next()).isEqualTo("42[\"end\"]");
  }

  @Test
  void a_socket_is_in_as_many_rooms_as_it_may_and_in_none_when_it_is_over() throws Exception {
    RawClient client = new RawClient(server);
    ClientSocket socket = enter(client);

    onLoop(
        () -> {
          Namespace main = main();
          assertThat(main.join(socket, "a")).isTrue();
          assertThat(main.join(socket, "b")).isTrue();
          assertThat(main.join(socket, "c")).isFalse();
          socket.disconnect();
          assertThat(main.rooms(socket)).isEmpty();
          assertThat(main.in("a")).isEmpty();
          assertThat(namespaces.get("/")).as("it was made for its clients alone").isNull();
        });

    assertThat(client.next()).isEqualTo("41");
    assertThat(take(heard)).isEqualTo("SERVER_LEFT");
  }

  @Test
  void what_crosses_a_disconnect_by_the_server_is_nobodys_fault() throws Exception {
    RawClient client = new RawClient(server);
    ClientSocket socket = enter(client);
    onLoop(socket::disconnect);
    client.next();
    take(heard);

    client.say("42[\"crossed\"]");

    enter(client);
    assertThat(heard).isEmpty();
  }

  @Test
  void a_closed_transport_ends_all_sockets() throws Exception {
    RawClient client = new RawClient(server);
    ClientSocket socket = enter(client);
    onLoop(socket::close);

    assertThat(client.next()).isEqualTo("close");
    assertThat(take(heard)).isEqualTo("SERVER_CLOSE");
    onLoop(() -> socket.emit("to nobody"));
  }

  @Test
  void a_body_is_encoded_once_and_gets_a_tail_for_each() throws Exception {
    EncodedEvent event = EncodedEvent.of("/", "receive", JsonObject.of("text", "hello"));

    assertThat(text(event.whole())).isEqualTo("42[\"receive\",{\"text\":\"hello\"}]");
    assertThat(text(event.with(EncodedEvent.tail("a\"b"))))
        .isEqualTo("42[\"receive\",{\"text\":\"hello\"},\"a\\\"b\"]");
    byte[] json = "[1]".getBytes(StandardCharsets.UTF_8);
    assertThat(text(EncodedEvent.ofJson("/a", "x", json).whole())).isEqualTo("42/a,[\"x\",[1]]");
    assertThatThrownBy(() -> EncodedEvent.of("/", "disconnect"))
        .isInstanceOf(IllegalArgumentException.class);
    Object[] many = new Object[11];
    Arrays.fill(many, Buffer.buffer("x"));
    assertThatThrownBy(() -> EncodedEvent.of("/", "x", many))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String text(EncodedPacket packet) {
    return new String(packet.text().bytes(), StandardCharsets.UTF_8);
  }
}
