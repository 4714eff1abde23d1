package io.chatcluster.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatcluster.engineio.Frame;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is a packet, and what is none.
class PacketReaderTest {

  private static final SocketSettings SETTINGS = SocketSettings.usual(1_000);

  private final PacketReader reader = new PacketReader(SETTINGS);

  private static SocketPacket.Said said(long id, String name, @Nullable Object... args) {
    return new SocketPacket.Said("/", id, name, new JsonArray(Arrays.asList(args)));
  }

  @Test
  void packets_are_read_as_the_protocol_document_writes_them() throws Exception {
    assertThat(reader.text("0")).isEqualTo(new SocketPacket.Connect("/", null));
    assertThat(reader.text("0/admin,{\"token\":\"123\"}"))
        .isEqualTo(new SocketPacket.Connect("/admin", new JsonObject().put("token", "123")));
    assertThat(reader.text("0/admin")).isEqualTo(new SocketPacket.Connect("/admin", null));
    assertThat(reader.text("1/admin,")).isEqualTo(new SocketPacket.Disconnect("/admin"));
    assertThat(reader.text("2[\"foo\"]")).isEqualTo(said(-1, "foo"));
    assertThat(reader.text("212[\"foo\",1,null,{\"a\":[2.5]}]"))
        .isEqualTo(said(12, "foo", 1, null, JsonObject.of("a", JsonArray.of(2.5))));
    assertThat(reader.text("3/admin,13[\"bar\"]"))
        .isEqualTo(new SocketPacket.Acked("/admin", 13, JsonArray.of("bar")));
    assertThat(reader.text("2[7,\"foo\"]"))
        .as("a number for a name")
        .isEqualTo(said(-1, "7", "foo"));
  }

  @Test
  void attachments_are_put_where_they_belong() throws Exception {
    assertThat(
            reader.text(
                "52-/admin,[\"baz\",{\"_placeholder\":true,\"num\":1},"
                    + "[{\"in\":{\"_placeholder\":true,\"num\":0}}]]"))
        .isNull();
    assertThat(reader.binary(new byte[] {1})).isNull();

    assertThat(reader.binary(new byte[] {2}))
        .isEqualTo(
            new SocketPacket.Said(
                "/admin",
                -1,
                "baz",
                JsonArray.of(
                    Buffer.buffer(new byte[] {2}),
                    JsonArray.of(new JsonObject().put("in", Buffer.buffer(new byte[] {1}))))));
    assertThat(reader.text("50-[\"none\"]")).isEqualTo(said(-1, "none"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "7[\"x\"]",
        "0[]",
        "0null",
        "0\"token\"",
        "0{\"a\":",
        "05{}",
        "1{}",
        "12",
        "2",
        "2[]",
        "2{}",
        "2\"foo\"",
        "2[null]",
        "2[{}]",
        "2[\"connect\"]",
        "2[\"connect_error\"]",
        "2[\"disconnect\"]",
        "2[\"disconnecting\"]",
        "2[\"newListener\"]",
        "2[\"removeListener\"]",
        "2[\"foo\"] []",
        "2[\"foo\",1e999]",
        "2[\"foo\",01]",
        "2abc[\"foo\"]",
        "2/admin[\"foo\"]",
        "21234567890123456[\"foo\"]",
        "3[]",
        "31",
        "31{}",
        "4{\"message\":\"no\"}",
        "5[\"foo\"]",
        "5-[\"foo\"]",
        "5x-[\"foo\"]",
        "511-[\"foo\"]",
        "5100-[\"foo\"]",
        "51",
        "6-1[]",
        "0/\u001e,",
      })
  void what_is_not_a_packet_is_refused(String text) {
    assertThatThrownBy(() -> reader.text(text)).isInstanceOf(MalformedException.class);
  }

  @Test
  void depth_and_names_have_a_limit() {
    String deep = "[".repeat(200) + "]".repeat(200);
    assertThatThrownBy(() -> reader.text("2[\"foo\"," + deep + "]"))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> reader.text("2[\"" + "x".repeat(129) + "\"]"))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> reader.text("0/" + "x".repeat(128)))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void attachments_come_in_their_turn_or_not_at_all() throws Exception {
    assertThatThrownBy(() -> reader.binary(new byte[1])).isInstanceOf(MalformedException.class);
    reader.text("51-[\"foo\",{\"_placeholder\":true,\"num\":0}]");
    assertThatThrownBy(() -> reader.text("2[\"foo\"]")).isInstanceOf(MalformedException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "-1", "0.5", "\"0\"", "null", "{}"})
  void a_place_for_an_attachment_that_is_not_there_is_refused(String number) throws Exception {
    reader.text("51-[\"foo\",{\"_placeholder\":true,\"num\":" + number + "}]");

    assertThatThrownBy(() -> reader.binary(new byte[1])).isInstanceOf(MalformedException.class);
  }

  @Test
  void attachments_are_not_longer_together_than_a_packet_may_be() throws Exception {
    reader.text("53-[\"foo\"]");
    reader.binary(new byte[400]);
    reader.binary(new byte[400]);

    assertThatThrownBy(() -> reader.binary(new byte[400])).isInstanceOf(MalformedException.class);
  }

  @Test
  void without_attachments_a_place_for_one_is_an_ordinary_object() throws Exception {
    assertThat(reader.text("2[\"foo\",{\"_placeholder\":true,\"num\":0}]"))
        .isEqualTo(said(-1, "foo", JsonObject.of("_placeholder", true, "num", 0)));
  }

  /// Whatever is cut out of packets and put together again, the reader takes it or refuses it, and
  /// what it takes can be written and is read again as the same.
  @Test
  void no_text_at_all_upsets_the_reader() throws Exception {
    long seed = System.nanoTime();
    System.out.println("PacketReaderTest seed " + seed);
    Random random = new Random(seed);
    List<String> pieces =
        List.of(
            "0",
            "2",
            "3",
            "51-",
            "62-",
            "/",
            "/admin,",
            "12",
            "[\"foo\"",
            ",",
            "]",
            "{",
            "}",
            "\"a\":",
            "null",
            "true",
            "1e5",
            "-0",
            "\"\\ud800\"",
            "\"\\u0000\"",
            "\"ü\"",
            "😀",
            "\ud83d",
            " ",
            "{\"_placeholder\":true,\"num\":0}",
            "[\"foo\",{\"_placeholder\":true,\"num\":0}]",
            "[[[[",
            "[\"foo\",\"bar\",{\"a\":[1,2.5,{}]}]");
    int taken = 0;
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder();
      int length = 1 + random.nextInt(5);
      for (int j = 0; j < length; j++) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }
      PacketReader fresh = new PacketReader(SETTINGS);
      try {
        SocketPacket packet = fresh.text(text.toString());
        for (int j = 0; packet == null; j++) {
          packet = fresh.binary(new byte[] {(byte) j});
        }
        if (packet instanceof SocketPacket.Said event) {
          again(event);
          taken++;
        }
      } catch (MalformedException _) {
        // As it should be.
      }
    }
    assertThat(taken).isPositive();
  }

  private static void again(SocketPacket.Said event) throws MalformedException {
    EncodedPacket written =
        PacketWriter.event(
            event.namespace(), event.id(), event.name(), event.args().getList().toArray());
    PacketReader fresh = new PacketReader(SETTINGS);
    SocketPacket packet =
        fresh.text(new String(written.text().bytes(), StandardCharsets.UTF_8).substring(1));
    for (Frame attachment : new ArrayList<>(written.attachments())) {
      packet = fresh.binary(attachment.bytes());
    }
    assertThat(String.valueOf(packet).replace('\ud800', '\ufffd'))
        .isEqualTo(event.toString().replace('\ud800', '\ufffd').replace('\ud83d', '\ufffd'));
  }
}
