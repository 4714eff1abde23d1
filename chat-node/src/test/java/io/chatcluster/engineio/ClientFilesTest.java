package io.chatcluster.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The client as files, from a folder with some that stand in for it.
class ClientFilesTest {

  private final HttpClient http = HttpClient.newHttpClient();
  private final Vertx vertx = Vertx.vertx();
  private final ClientFiles files = new ClientFiles("stand-in-client");
  private final HttpServer server =
      vertx
          .createHttpServer()
          .requestHandler(
              request -> {
                if (!files.answers(request)) {
                  request.response().setStatusCode(404).end();
                }
              })
          .listen(0, "127.0.0.1")
          .toCompletionStage()
          .toCompletableFuture()
          .join();

  @AfterEach
  void stop() {
    http.shutdownNow();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private HttpResponse<byte[]> ask(String method, String name, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.actualPort() + "/socket.io/" + name))
            .method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("none");
  }

  @Test
  void a_script_comes_whole_and_may_be_kept_for_a_while() throws Exception {
    HttpResponse<byte[]> script = ask("GET", "socket.io.min.js");

    assertThat(script.statusCode()).isEqualTo(200);
    assertThat(new String(script.body(), StandardCharsets.UTF_8))
        .isEqualTo("/* stands in for the small client: üöä */\n");
    assertThat(header(script, "Content-Type")).isEqualTo("text/javascript; charset=utf-8");
    assertThat(header(script, "Cache-Control")).isEqualTo("public, max-age=600");
    assertThat(header(script, "ETag")).matches("\"[A-Za-z0-9_-]{43}\"");
    assertThat(header(script, "Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(header(script, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(ask("GET", "socket.io.js.map"), "Content-Type"))
        .isEqualTo("application/json; charset=utf-8");
  }

  @Test
  void who_has_it_already_does_not_get_it_again() throws Exception {
    String tag = header(ask("GET", "socket.io.js"), "ETag");

    for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
      HttpResponse<byte[]> again = ask("GET", "socket.io.js", "If-None-Match", known);

      assertThat(again.statusCode()).as(known).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      assertThat(header(again, "ETag")).isEqualTo(tag);
    }
    assertThat(ask("GET", "socket.io.js", "If-None-Match", "\"other\"").statusCode())
        .isEqualTo(200);
    assertThat(header(ask("GET", "socket.io.min.js"), "ETag")).isNotEqualTo(tag);
  }

  @Test
  void who_takes_gzip_gets_it_with_a_tag_of_its_own() throws Exception {
    HttpResponse<byte[]> plain = ask("GET", "socket.io.js", "Accept-Encoding", "br, gzip;q=0");
    HttpResponse<byte[]> packed = ask("GET", "socket.io.js", "Accept-Encoding", "br, gzip;q=0.5");

    assertThat(header(plain, "Content-Encoding")).isEqualTo("none");
    assertThat(header(packed, "Content-Encoding")).isEqualTo("gzip");
    assertThat(header(packed, "Vary")).isEqualTo("Accept-Encoding");
    assertThat(header(packed, "ETag")).isNotEqualTo(header(plain, "ETag"));
    assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
        .isEqualTo(plain.body());
  }

  @Test
  void its_head_can_be_asked_for_and_nothing_can_be_done_to_it() throws Exception {
    HttpResponse<byte[]> head = ask("HEAD", "socket.io.js");
    HttpResponse<byte[]> put = ask("PUT", "socket.io.js");

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(header(head, "Content-Length")).isEqualTo("31");
    assertThat(put.statusCode()).isEqualTo(405);
    assertThat(header(put, "Allow")).isEqualTo("GET, HEAD");
  }

  @Test
  void nothing_else_is_found_there() throws Exception {
    for (String name :
        List.of(
            "", "socket.io.esm.min.js", "package.json", "..%2Fstand-in-client%2Fsocket.io.js")) {
      assertThat(ask("GET", name).statusCode()).as(name).isEqualTo(404);
    }
  }

  @Test
  void the_stock_client_itself_is_packed_where_the_build_has_found_it() {
    boolean found = Files.isDirectory(Path.of("target", "classes", "socketio-client"));
    if (!found) {
      System.out.println("npm has given no Socket.IO client to this build");
    }
    ClientFiles real = new ClientFiles("socketio-client");

    assertThat(real.names().size()).as("with source maps").isEqualTo(found ? 8 : 0);
  }
}
