package io.chatcluster.faults;

import static org.awaitility.Awaitility.await;

import io.chatcluster.loadtest.check.Entry;
import io.chatcluster.loadtest.check.Event;
import io.chatcluster.loadtest.check.Recorder;
import io.chatcluster.loadtest.check.Stored;
import io.chatcluster.loadtest.client.ChatClient;
import io.chatcluster.loadtest.client.Position;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A cluster of which only the clients' address is known. Its clients are guests; what it has
/// stored a client reads, which begins at the first message of every room.
final class RemoteSite implements Site {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int OK = 200;

  private final URI address;
  private final Path directory;
  private final Map<String, String> tokens = new ConcurrentHashMap<>();

  /// @param address for example `http://localhost:8080`
  RemoteSite(URI address, Path directory) {
    this.address = address;
    this.directory = directory;
  }

  @Override
  public String url() {
    return "ws://" + address.getAuthority() + "/ws";
  }

  /// The same for a client at all of its connections: it is one user, else a message that it sends
  /// again would be another one.
  @Override
  public String token(String who) {
    return tokens.computeIfAbsent(who, this::guest);
  }

  private String guest(String who) {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve("/api/guest"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(new JsonObject().put("name", who).encode()))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      var answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != OK) {
        throw new AssertionError("no token for a guest: " + answer.body());
      }
      return new JsonObject(answer.body()).getString("token");
    } catch (IOException e) {
      throw new AssertionError("no token for a guest", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public List<Stored> archive(Set<String> rooms) {
    Vertx vertx = Vertx.vertx();
    Recorder recorder = new Recorder(System::nanoTime, System::currentTimeMillis);
    String token = token("archive");
    ChatClient reader =
        new ChatClient(
            vertx, new ChatClient.Settings(this::url, () -> token, 1), recorder.client("archive"));
    try {
      reader.start();
      rooms.forEach(room -> reader.resume(room, Position.START));
      await("the reader is at the head of " + rooms)
          .atMost(PATIENCE)
          .until(() -> atHead(recorder.history(), rooms));
      return stored(recorder.history());
    } finally {
      stop(reader, vertx);
    }
  }

  private static void stop(ChatClient reader, Vertx vertx) {
    try {
      reader.stop().await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      vertx.close().await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("the reader does not stop", e);
    }
  }

  private static boolean atHead(List<Entry> history, Set<String> rooms) {
    Map<String, Position> heads = new HashMap<>();
    Map<String, Position> reached = new HashMap<>();
    for (Entry entry : history) {
      switch (entry.event()) {
        case Event.Join join -> heads.put(join.room(), join.head());
        case Event.Deliver deliver -> reached.put(deliver.room(), deliver.at());
        default -> {}
      }
    }
    return rooms.stream()
        .allMatch(
            room ->
                heads.containsKey(room)
                    && reached.getOrDefault(room, Position.START).equals(heads.get(room)));
  }

  private static List<Stored> stored(List<Entry> history) {
    List<Stored> found = new ArrayList<>();
    for (Entry entry : history) {
      if (entry.event()
          instanceof Event.Deliver(String room, Position at, Position prev, String id)) {
        found.add(new Stored(room, at, prev, id));
      }
    }
    return found;
  }

  @Override
  public List<Stored> logs(Set<String> rooms) {
    return List.of();
  }

  @Override
  public long unarchived() {
    return 0;
  }

  @Override
  public Path directory() {
    return directory;
  }
}
