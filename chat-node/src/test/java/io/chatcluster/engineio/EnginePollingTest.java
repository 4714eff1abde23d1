package io.chatcluster.engineio;

import static io.chatcluster.engineio.EngineClient.POLLING;
import static io.chatcluster.engineio.EngineClient.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.engineio.EngineClient.Later;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Sessions over long-polling, on a real server.
class EnginePollingTest {

  private final EngineEcho echo = new EngineEcho(EngineEcho.CALM);
  private final EngineClient client = new EngineClient(echo);

  @AfterEach
  void stop() {
    client.close();
    echo.close();
  }

  @Test
  void a_post_of_one_packet_is_heard_and_answered() throws Exception {
    String sid = client.open();

    HttpResponse<String> posted = client.post(sid, "4hello");

    assertThat(posted.statusCode()).isEqualTo(200);
    assertThat(posted.body()).isEqualTo("ok");
    assertThat(posted.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(client.poll(sid).body()).isEqualTo("4hello");
  }

  @Test
  void a_post_may_bring_several_packets() throws Exception {
    String sid = client.open();

    assertThat(client.post(sid, "4test1\u001e4test2\u001e4drei \u00fc").body()).isEqualTo("ok");

    assertThat(client.poll(sid).body()).isEqualTo("4test1\u001e4test2\u001e4drei \u00fc");
  }

  @Test
  void bytes_go_among_texts_in_base64() throws Exception {
    String sid = client.open();

    assertThat(client.post(sid, "4hello\u001ebAQIDBA==").body()).isEqualTo("ok");

    HttpResponse<String> polled = client.poll(sid);
    assertThat(polled.body()).isEqualTo("4hello\u001ebAQIDBA==");
    assertThat(polled.headers().firstValue("Content-Type")).contains("text/plain; charset=UTF-8");
    assertThat(polled.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void a_body_that_is_no_packet_closes_the_session() throws Exception {
    String sid = client.open();

    assertRefused(client.post(sid, "abc"), 400, 3);

    assertRefused(client.poll(sid), 400, 1);
    assertThat(echo.closed.poll(20, TimeUnit.SECONDS)).isEqualTo(CloseCause.PARSE_ERROR);
  }

  @Test
  void two_polls_at_once_close_the_session() throws Exception {
    String sid = client.open();

    Later one = client.pollLater(sid);
    Later two = client.pollLater(sid);

    List<HttpResponse<String>> answers = List.of(one.get(), two.get());
    assertThat(answers).extracting(HttpResponse::statusCode).containsExactlyInAnyOrder(200, 400);
    assertThat(answers.stream().filter(answer -> answer.statusCode() == 200))
        .extracting(HttpResponse::body)
        .containsExactly("1");
    assertThat(client.poll(sid).statusCode()).isEqualTo(400);
    assertThat(echo.closed.poll(20, TimeUnit.SECONDS)).isEqualTo(CloseCause.TRANSPORT_ERROR);
  }

  @Test
  void two_posts_at_once_close_the_session() throws Exception {
    String sid = client.open();
    try (Socket slow =
        client.raw("POST", POLLING + "&sid=" + sid, "Content-Length: 6", "", "4he")) {
      // Whichever the server sees first, the other one finds it there.
      assertRefused(
          client.send(
              client.request(POLLING + "&sid=" + sid).POST(BodyPublishers.ofString("4hello"))),
          400,
          3);
      slow.getOutputStream().write("llo".getBytes(StandardCharsets.UTF_8));

      assertThat(EngineClient.read(slow)).startsWith("HTTP/1.1 400 ");
    }

    assertThat(client.poll(sid).statusCode()).isEqualTo(400);
    assertThat(echo.closed.poll(20, TimeUnit.SECONDS)).isEqualTo(CloseCause.TRANSPORT_ERROR);
  }

  @Test
  void a_post_that_breaks_off_closes_the_session() throws Exception {
    String sid = client.open();

    client.raw("POST", POLLING + "&sid=" + sid, "Content-Length: 9", "", "4hello").close();

    assertThat(echo.closed.poll(20, TimeUnit.SECONDS)).isEqualTo(CloseCause.TRANSPORT_ERROR);
    assertThat(client.poll(sid).statusCode()).isEqualTo(400);
  }

  @Test
  void a_poll_that_is_given_up_closes_the_session() throws Exception {
    String sid = client.open();

    client.raw("GET", POLLING + "&sid=" + sid, "", "").close();

    assertThat(echo.closed.poll(20, TimeUnit.SECONDS)).isEqualTo(CloseCause.TRANSPORT_CLOSE);
    assertThat(client.poll(sid).statusCode()).isEqualTo(400);
  }

  @Test
  void a_client_that_leaves_gets_its_poll_back() throws Exception {
    String sid = client.open();
    Later poll = client.pollLater(sid);

    // The poll may come after the farewell; then it finds nobody.
    assertThat(client.post(sid, "1").statusCode()).isEqualTo(200);

    HttpResponse<String> answer = poll.get();
    assertThat(answer.statusCode() == 200 ? answer.body() : "6").isEqualTo("6");
    assertThat(client.poll(sid).statusCode()).isEqualTo(400);
    assertThat(echo.closed.poll(20, TimeUnit.SECONDS)).isEqualTo(CloseCause.TRANSPORT_CLOSE);
  }

  @Test
  void what_this_side_said_before_it_closed_is_still_fetched() throws Exception {
    String sid = client.open();

    assertThat(client.post(sid, "4bye").body()).isEqualTo("ok");
    assertThat(client.post(sid, "4unheard").body()).isEqualTo("ok");

    assertThat(client.poll(sid).body()).isEqualTo("4last words\u001e1");
    assertThat(client.poll(sid).statusCode()).isEqualTo(400);
    await().until(() -> echo.sessions() == 0);
  }

  @Test
  void no_answer_is_longer_than_the_client_was_told() throws Exception {
    String sid = client.open();
    client.post(sid, "4many");
    client.post(sid, "4bye");

    List<String> packets = new ArrayList<>();
    while (!packets.contains("1")) {
      String body = client.poll(sid).body();
      assertThat(body.length()).isBetween(1, EngineEcho.CALM.maxPayload());
      packets.addAll(List.of(body.split("\u001e")));
    }

    assertThat(packets).hasSize(102);
    for (int i = 0; i < 100; i++) {
      assertThat(packets.get(i)).startsWith("4" + i + "-");
    }
    assertThat(packets.get(100)).isEqualTo("4last words");
  }

  @Test
  void a_body_above_max_payload_is_413_whether_or_not_its_length_was_said() throws Exception {
    String sid = client.open();
    byte[] most = ("4" + "x".repeat(9_999)).getBytes(StandardCharsets.UTF_8);
    byte[] more = ("4" + "x".repeat(10_000)).getBytes(StandardCharsets.UTF_8);

    HttpResponse<String> said = client.post(sid, "4" + "x".repeat(10_000));
    HttpResponse<String> unsaid =
        client.send(
            client
                .request(POLLING + "&sid=" + sid)
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(more))));

    assertThat(said.statusCode()).isEqualTo(413);
    assertThat(said.body()).isEmpty();
    assertThat(unsaid.statusCode()).isEqualTo(413);
    assertThat(
            client
                .send(
                    client.request(POLLING + "&sid=" + sid).POST(BodyPublishers.ofByteArray(most)))
                .statusCode())
        .as("the session goes on")
        .isEqualTo(200);
    assertThat(client.poll(sid).body()).hasSize(10_000);
  }

  @Test
  void a_body_of_bytes_is_refused_and_closes_the_session() throws Exception {
    String sid = client.open();

    HttpResponse<String> old =
        client.send(
            client
                .request(POLLING + "&sid=" + sid)
                .header("Content-Type", "Application/Octet-Stream")
                .POST(BodyPublishers.ofByteArray(new byte[] {4, 1})));

    assertRefused(old, 400, 3);
    assertThat(client.poll(sid).statusCode()).isEqualTo(400);
    assertThat(echo.closed.poll(20, TimeUnit.SECONDS)).isEqualTo(CloseCause.TRANSPORT_ERROR);
  }

  @Test
  void other_methods_do_a_session_no_harm() throws Exception {
    String sid = client.open();

    for (String method : List.of("PUT", "DELETE", "PATCH")) {
      assertRefused(
          client.send(
              client
                  .request(POLLING + "&sid=" + sid)
                  .method(method, BodyPublishers.ofString("4hello"))),
          400,
          3);
    }

    client.post(sid, "4still here");
    assertThat(client.poll(sid).body()).isEqualTo("4still here");
  }
}
