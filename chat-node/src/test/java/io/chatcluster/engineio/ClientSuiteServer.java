package io.chatcluster.engineio;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What the suite of the public JavaScript client of Engine.IO expects of a server; listens until
/// it is stopped.
///
/// It says `hi`, sends back what it gets, answers three texts with something else, gives four
/// cookies with a handshake, turns away whose query says `deny`, and takes no more than 100 bytes.
public final class ClientSuiteServer implements EngineLoop.Application {

  private static final String PATH = "/engine.io";

  private static final EngineSettings SETTINGS =
      new EngineSettings(
          Duration.ofMillis(500), Duration.ofSeconds(20), Duration.ofSeconds(10), 100, 1_000_000);

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

  /// The headers of each session's last POST.
  private final Map<String, MultiMap> headers = new HashMap<>();

  private ClientSuiteServer() {}

  /// @param arguments the port
  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) {
    int port = Integer.parseInt(arguments[0]);
    Vertx vertx = Vertx.vertx();
    vertx
        .createHttpServer(VertxSockets.options(new HttpServerOptions(), SETTINGS))
        .requestHandler(new ClientSuiteServer().handler(vertx))
        .listen(port)
        .onSuccess(server -> System.out.println("Engine.IO on port " + server.actualPort()))
        .onFailure(
            failure -> {
              System.err.println(failure.getMessage());
              vertx.close();
            });
  }

  private Handler<HttpServerRequest> handler(Vertx vertx) {
    EngineLoop loop =
        new EngineLoop(
            vertx,
            SETTINGS,
            new EngineLoop.Means(
                EngineEcho::sid,
                new VertxSockets(SETTINGS),
                _ -> true,
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime())),
            this);
    return request -> {
      String path = request.path();
      if (path == null || !path.startsWith(PATH)) {
        request.response().setStatusCode(404).end();
        return;
      }
      String sid = request.getParam("sid");
      if (sid != null && request.method().equals(HttpMethod.POST)) {
        headers.put(sid, request.headers());
      }
      loop.handle(request);
    };
  }

  @Override
  public Future<Boolean> admits(HttpServerRequest handshake) {
    String now = HTTP_DATE.format(ZonedDateTime.now(ZoneOffset.UTC));
    List<String> cookies =
        List.of(
            "1=1; Max-Age=86400",
            "2=2; Path=/; HttpOnly; Secure; SameSite=Strict",
            "3=3; Max-Age=0",
            "4=4; Expires=" + now);
    handshake.response().headers().add("Set-Cookie", cookies);
    return Future.succeededFuture(handshake.getParam("deny") == null);
  }

  @Override
  public EngineSession.Handler connected(EngineSession session, HttpServerRequest handshake) {
    session.send(Frame.message("hi"));
    return new EngineSession.Handler() {
      @Override
      public void text(String message) {
        session.send(
            switch (message) {
              case "give binary" -> Frame.binary(new byte[] {0, 1, 2, 3, 4});
              case "give utf8" -> Frame.message("пойду спать всем спокойной ночи");
              case "sendHeaders" -> Frame.message(json(headers.get(session.sid())));
              default -> Frame.message(message);
            });
      }

      @Override
      public void binary(byte[] message) {
        session.send(Frame.binary(message));
      }

      @Override
      public void closed(CloseCause cause) {
        headers.remove(session.sid());
      }
    };
  }

  /// Headers with their names in lower case.
  private static String json(@Nullable MultiMap headers) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      Map<String, String> sorted = new TreeMap<>();
      if (headers != null) {
        headers.forEach(
            header -> sorted.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
      }
      json.writeStartObject();
      for (Map.Entry<String, String> header : sorted.entrySet()) {
        json.writeStringField(header.getKey(), header.getValue());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
