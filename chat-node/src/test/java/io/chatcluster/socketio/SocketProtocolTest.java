package io.chatcluster.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A real server and real WebSockets, held to the public protocol document of Socket.IO 5.
class SocketProtocolTest {

  private static final SocketSettings SETTINGS =
      SmallServer.SETTINGS.withConnectTimeout(Duration.ofSeconds(1));

  private final SmallServer server =
      new SmallServer(SmallServer.CALM, SETTINGS, vertx -> EchoApplication.make(vertx, SETTINGS));

  @AfterEach
  void stop() {
    server.close();
  }

  private RawClient client() throws Exception {
    return new RawClient(server);
  }

  /// One that has been told its `auth`.
  private RawClient connected() throws Exception {
    RawClient client = RawClient.connected(server);
    client.nextThatBegins("42[\"auth\",");
    return client;
  }

  @Test
  void a_client_is_let_into_the_main_namespace() throws Exception {
    RawClient client = client().say("40");

    assertThat(client.next()).matches("40\\{\"sid\":\"[^\"]+\"}");
    assertThat(client.next()).isEqualTo("42[\"auth\",{}]");
  }

  @Test
  void a_client_says_who_it_is_when_it_comes() throws Exception {
    RawClient client = client().say("40{\"token\":\"123\"}");

    client.nextThatBegins("40{");
    assertThat(client.next()).isEqualTo("42[\"auth\",{\"token\":\"123\"}]");
  }

  @Test
  void a_client_is_let_into_another_namespace_and_not_into_the_main_one() throws Exception {
    RawClient client = client().say("40/custom,");

    assertThat(client.next()).matches("40/custom,\\{\"sid\":\"[^\"]+\"}");
    assertThat(client.next()).isEqualTo("42/custom,[\"auth\",{}]");
    client.say("42[\"message\"]");
    assertThat(client.next()).isEqualTo("close");
  }

  @Test
  void auth_belongs_to_the_namespace_it_is_said_to() throws Exception {
    RawClient client = client().say("40/custom,{\"token\":\"abc\"}");

    client.nextThatBegins("40/custom,{");
    assertThat(client.next()).isEqualTo("42/custom,[\"auth\",{\"token\":\"abc\"}]");
  }

  @Test
  void a_namespace_that_is_not_there_refuses_and_keeps_the_transport() throws Exception {
    RawClient client = client().say("40/random");

    assertThat(client.next()).isEqualTo("44/random,{\"message\":\"Invalid namespace\"}");
    client.say("40");
    client.nextThatBegins("40{");
  }

  @Test
  void a_first_message_that_is_no_packet_closes() throws Exception {
    assertThat(client().say("4abc").next()).isEqualTo("close");
  }

  @Test
  void whoever_enters_no_namespace_is_closed_in_time() throws Exception {
    assertThat(client().next()).isEqualTo("close");
  }

  @Test
  void whoever_leaves_a_namespace_stays_in_the_others() throws Exception {
    RawClient client = connected().say("40/custom");
    client.nextThatBegins("40/custom,");
    client.nextThatBegins("42/custom,[\"auth\"");

    client.say("41/custom").say("42[\"message\",\"still here\"]");

    assertThat(client.next()).isEqualTo("42[\"message-back\",\"still here\"]");
  }

  @Test
  void an_event_comes_back_with_all_its_arguments() throws Exception {
    RawClient client = connected().say("42[\"message\",1,\"2\",{\"3\":[true]}]");

    assertThat(client.next()).isEqualTo("42[\"message-back\",1,\"2\",{\"3\":[true]}]");
  }

  @Test
  void bytes_come_back_behind_the_event_they_belong_to() throws Exception {
    String places = "{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]";
    RawClient client = connected().say("452-[\"message\"," + places);
    client.say((byte) 1, (byte) 2, (byte) 3).say((byte) 4, (byte) 5);

    assertThat(client.next()).isEqualTo("452-[\"message-back\"," + places);
    assertThat(client.next()).isEqualTo("010203");
    assertThat(client.next()).isEqualTo("0405");
  }

  @Test
  void an_event_is_answered_with_its_id() throws Exception {
    RawClient client = connected().say("42456[\"message-with-ack\",1,\"2\",{\"3\":[false]}]");

    assertThat(client.next()).isEqualTo("43456[1,\"2\",{\"3\":[false]}]");
  }

  @Test
  void an_answer_may_hold_bytes() throws Exception {
    RawClient client =
        connected().say("451-789[\"message-with-ack\",{\"_placeholder\":true,\"num\":0}]");
    client.say((byte) 1, (byte) 2);

    assertThat(client.next()).isEqualTo("461-789[{\"_placeholder\":true,\"num\":0}]");
    assertThat(client.next()).isEqualTo("0102");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4abc",
        "42{}",
        "42[]",
        "42abc[\"message-with-ack\",1]",
        "42[\"connect\"]",
        "40",
        "42/custom,[\"message\"]",
        "44{\"message\":\"no\"}",
        "45[\"message\"]",
      })
  void what_no_client_may_send_closes_its_transport(String packet) throws Exception {
    assertThat(connected().say(packet).next()).isEqualTo("close");
  }

  @Test
  void bytes_that_belong_to_nothing_close() throws Exception {
    assertThat(connected().say((byte) 1).next()).isEqualTo("close");
  }

  @Test
  void whoever_has_left_the_last_namespace_is_closed_in_time() throws Exception {
    assertThat(connected().say("41").next()).isEqualTo("close");
  }

  @Test
  void whoever_has_left_a_namespace_may_come_back() throws Exception {
    RawClient client = connected().say("41").say("40");

    client.nextThatBegins("40{");
    client.nextThatBegins("42[\"auth\"");
  }
}
