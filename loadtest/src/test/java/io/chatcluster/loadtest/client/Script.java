package io.chatcluster.loadtest.client;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A client and the node it talks to, played by a test: what the client does is listed as text.
final class Script implements Wire, ClientEvents {

  static final long START = 1_790_000_000_000L;

  final ClientCore client;

  /// All commands of the client, oldest first.
  final List<Command> sent = new ArrayList<>();

  /// All that the application was told, oldest first.
  final List<String> told = new ArrayList<>();

  /// The waits before each connection.
  final List<Long> waits = new ArrayList<>();

  long now = START;

  /// Whether the node knows signals.
  boolean signals = true;

  Script(long seed) {
    client = new ClientCore(() -> "token", new SplittableRandom(seed)::nextLong, this, this);
  }

  /// A client that is connected and stands in `general` at `7-1`.
  static Script inRoom() {
    Script script = new Script(1);
    script.client.join("general", script.now);
    script.client.start();
    script.connect();
    script.joined("7-1");
    script.told.clear();
    return script;
  }

  void connect() {
    client.opened(now);
    node(
        """
        {"type":"connected","ref":"connect","version":1,"session":"n1.1","node":"n1","user":"ada",\
        "name":"Ada","level":"durable","ts":%d,"pingInterval":25000,"maxFrame":65536,\
        "maxMessage":16384,"maxData":4096,"maxRooms":100,"maxInFlight":32,"idWindow":600000%s}"""
            .formatted(now, signals ? ",\"signalInterval\":100" : ""));
  }

  /// Answers the last join.
  void joined(String from) {
    node(
        """
        {"type":"joined","ref":"%s","room":"general","from":"%s","head":"%s","recovered":true}"""
            .formatted(last().ref(), from, from));
  }

  void chat(String prev, String at) {
    node(
        """
        {"type":"chat","room":"general","at":"%s","prev":"%s","id":"id-%s","from":"bob",\
        "name":"Bob","ts":1,"message":"hi"}"""
            .formatted(at, prev, at));
  }

  void signal(String room, String mark) {
    node(
        """
        {"type":"signal","room":"%s","topic":"typing","from":"bob","name":"Bob",\
        "data":{"mark":"%s","more":[1]}}"""
            .formatted(room, mark));
  }

  void rollback(String to) {
    node("{\"type\":\"rollback\",\"room\":\"general\",\"to\":\"%s\"}".formatted(to));
  }

  void gap(String after, String next) {
    node(
        "{\"type\":\"gap\",\"room\":\"general\",\"after\":\"%s\",\"next\":\"%s\"}"
            .formatted(after, next));
  }

  /// Acks the last chat.
  void ok(String at) {
    Command.Chat chat = lastChat();
    node(
        "{\"type\":\"ok\",\"ref\":\"%s\",\"id\":\"%s\",\"at\":\"%s\",\"level\":\"durable\"}"
            .formatted(chat.ref(), chat.id(), at));
  }

  /// Refuses the last command.
  void error(String code, String more) {
    node(
        "{\"type\":\"error\",\"ref\":\"%s\",\"code\":\"%s\",\"message\":\"no\"%s}"
            .formatted(last().ref(), code, more));
  }

  void node(String frame) {
    client.frame(FrameJson.decode(frame), now);
  }

  void close(int code) {
    client.closed(code, now);
  }

  void pass(long millis) {
    now += millis;
    client.tick(now);
  }

  Command last() {
    return sent.getLast();
  }

  Command.Chat lastChat() {
    if (last() instanceof Command.Chat chat) {
      return chat;
    }
    throw new AssertionError("not a chat: " + last());
  }

  Command.Join lastJoin() {
    if (last() instanceof Command.Join join) {
      return join;
    }
    throw new AssertionError("not a join: " + last());
  }

  @Override
  public void send(Command command) {
    sent.add(command);
  }

  @Override
  public void connect(long afterMillis) {
    waits.add(afterMillis);
  }

  @Override
  public void disconnect() {
    told.add("dropped the connection");
  }

  @Override
  public void connected(Frame.Connected connected) {
    told.add("connected " + connected.node());
  }

  @Override
  public void disconnected(int closeCode) {
    told.add("disconnected " + closeCode);
  }

  @Override
  public void stopped(int closeCode) {
    told.add("stopped " + closeCode);
  }

  @Override
  public void joined(String room, Position from, Position head, boolean recovered) {
    told.add("joined " + from);
  }

  @Override
  public void refused(String room, String code) {
    told.add("refused " + code);
  }

  @Override
  public void delivered(String room, Message message) {
    told.add("delivered " + message.at());
  }

  @Override
  public void passed(String room, String kind, Message event) {
    told.add("passed " + kind + " " + event.at());
  }

  @Override
  public void signalled(String room, String from, String mark) {
    told.add("heard " + mark + " of " + from);
  }

  @Override
  public void rolledBack(String room, Position to) {
    told.add("rolled back " + to);
  }

  @Override
  public void gap(String room, Position after, Position next) {
    told.add("gap " + after + " " + next);
  }

  @Override
  public void acked(String room, String id, Position at, String level) {
    told.add("acked " + at + " " + level);
  }

  @Override
  public void failed(String room, String id, String code, boolean mayBeStored) {
    told.add("failed " + code + (mayBeStored ? ", may be stored" : ""));
  }
}
