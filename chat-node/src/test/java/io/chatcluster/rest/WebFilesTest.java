package io.chatcluster.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.Decoder;
import io.chatcluster.auth.TokenIssuer;
import io.chatcluster.auth.TokenSettings;
import io.chatcluster.limits.LimitEvents;
import io.chatcluster.limits.Limits;
import io.chatcluster.limits.Proxies;
import io.chatcluster.waiting.Answers;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The page as the build has packed it.
class WebFilesTest {

  private final HttpClient client = HttpClient.newHttpClient();
  private final Vertx vertx = Vertx.vertx();
  private HttpServer server;

  @BeforeEach
  void start() {
    Brotli4jLoader.ensureAvailability();
    TokenSettings tokens =
        new TokenSettings(List.of("a-secret-that-is-long-enough-for-hs256"), "chat", "chat");
    Guests guests =
        new Guests(
            new TokenIssuer(tokens),
            new Guests.Settings(true, Duration.ofHours(1)),
            new Limits(Limits.Settings.NONE, LimitEvents.NONE),
            Proxies.of(""),
            () -> 0);
    server =
        Answers.of(
            vertx
                .createHttpServer()
                .requestHandler(Api.router(vertx, Origins.of(""), guests, WebFiles.load()))
                .listen(0, "127.0.0.1"));
  }

  @AfterEach
  void stop() {
    Answers.of(vertx.close());
    client.close();
  }

  private HttpResponse<byte[]> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static String text(HttpResponse<byte[]> response) throws IOException {
    byte[] body =
        switch (header(response, "Content-Encoding")) {
          case "br" -> Decoder.decompress(response.body()).getDecompressedData();
          case "gzip" ->
              new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes();
          default -> response.body();
        };
    return new String(body, StandardCharsets.UTF_8);
  }

  @Test
  void a_client_gets_the_smallest_form_that_it_takes() throws Exception {
    HttpResponse<byte[]> plain = get("/");
    HttpResponse<byte[]> gzip = get("/", "Accept-Encoding", "gzip, deflate");
    HttpResponse<byte[]> brotli = get("/", "Accept-Encoding", "gzip, deflate, br, zstd");

    assertThat(header(plain, "Content-Encoding")).isEmpty();
    assertThat(header(gzip, "Content-Encoding")).isEqualTo("gzip");
    assertThat(header(brotli, "Content-Encoding")).isEqualTo("br");
    assertThat(text(gzip)).isEqualTo(text(plain));
    assertThat(text(brotli)).isEqualTo(text(plain));
    assertThat(brotli.body().length).isLessThan(gzip.body().length);
    assertThat(gzip.body().length).isLessThan(plain.body().length / 2);
    for (HttpResponse<byte[]> one : List.of(plain, gzip, brotli)) {
      assertThat(header(one, "Vary")).isEqualTo("Accept-Encoding");
      assertThat(header(one, "Content-Type")).isEqualTo("text/html; charset=utf-8");
    }
  }

  @Test
  void the_words_of_accept_encoding_are_read_as_they_are_meant() throws Exception {
    assertThat(encoding("br;q=0, gzip;q=0.5")).isEqualTo("gzip");
    assertThat(encoding("BR ; q=1.0")).isEqualTo("br");
    assertThat(encoding("*")).isEqualTo("br");
    assertThat(encoding("*, br;q=0")).isEqualTo("gzip");
    assertThat(encoding("gzip;q=0.000, br; q=0")).isEmpty();
    assertThat(encoding("identity;q=0")).isEmpty();
    assertThat(encoding("brr, x-gzip, ,;,")).isEmpty();
  }

  private String encoding(String accepted) throws IOException, InterruptedException {
    return header(get("/", "Accept-Encoding", accepted), "Content-Encoding");
  }

  @Test
  void what_a_browser_has_is_not_sent_again_in_whichever_form_it_has_it() throws Exception {
    for (String accepted : List.of("identity", "gzip", "gzip, br")) {
      HttpResponse<byte[]> first = get("/js/page.js", "Accept-Encoding", accepted);
      String tag = header(first, "ETag");

      // Proxies that compress make a strong tag weak; some send a list.
      for (String known : List.of(tag, "W/" + tag, "\"other\", W/" + tag, "*")) {
        HttpResponse<byte[]> again =
            get("/js/page.js", "Accept-Encoding", accepted, "If-None-Match", known);

        assertThat(again.statusCode()).as(accepted + " " + known).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(header(again, "ETag")).isEqualTo(tag);
        assertThat(header(again, "Vary")).isEqualTo("Accept-Encoding");
      }
    }
    assertThat(get("/js/page.js", "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
  }

  @Test
  void forms_that_differ_in_their_bytes_have_tags_of_their_own() throws Exception {
    assertThat(
            List.of(
                header(get("/"), "ETag"),
                header(get("/", "Accept-Encoding", "gzip"), "ETag"),
                header(get("/", "Accept-Encoding", "br"), "ETag")))
        .doesNotHaveDuplicates()
        .allMatch(tag -> tag.matches("\"[0-9a-f]{32}(-gzip|-br)?\""));
  }

  @Test
  void the_page_is_asked_for_again_and_an_icon_once_a_day() throws Exception {
    assertThat(header(get("/"), "Cache-Control")).isEqualTo("no-cache");
    assertThat(header(get("/icon.svg"), "Cache-Control")).isEqualTo("public, max-age=86400");
  }

  @Test
  void a_page_is_two_requests() throws Exception {
    String page = text(get("/"));

    assertThat(
            Pattern.compile("(?:href|src)=\"([^\"#]+)\"")
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .distinct())
        .containsExactly("icon.svg");
    assertThat(page).doesNotContain("\nimport ").contains("<script type=\"module\">\n");
  }

  @Test
  void only_what_the_build_put_into_the_page_may_run_in_it() throws Exception {
    HttpResponse<byte[]> page = get("/");
    String policy = header(page, "Content-Security-Policy");

    assertThat(policy).contains("default-src 'self'", "frame-ancestors 'none'");
    assertThat(policy).doesNotContain("unsafe-inline");
    assertThat(policy).contains("script-src 'self' 'sha256-" + hash(text(page), "script"));
    assertThat(policy).contains("style-src 'self' 'sha256-" + hash(text(page), "style"));
    assertThat(header(get("/js/page.js"), "Content-Security-Policy")).doesNotContain("sha256");
  }

  private static String hash(String page, String element) {
    var found = Pattern.compile("(?s)<" + element + "[^>]*>(.+?)</" + element + ">").matcher(page);
    assertThat(found.find()).isTrue();
    byte[] content = found.group(1).getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(ContentPolicy.sha256(content)) + "'";
  }

  @Test
  void the_sources_are_there_too_and_compressed_forms_are_no_files() throws Exception {
    assertThat(get("/js/page.js").statusCode()).isEqualTo(200);
    assertThat(get("/style.css").statusCode()).isEqualTo(200);
    assertThat(get("/index.html.br").statusCode()).isEqualTo(404);
    assertThat(get("/js/page.js.gz").statusCode()).isEqualTo(404);
  }
}
