package io.chatcluster.engineio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Bodies of long-polling, good ones and such as only attackers make.
class PayloadTest {

  private static List<String> read(String body) throws MalformedPacketException {
    List<String> packets = new ArrayList<>();
    Payload.read(
        body,
        packet -> {
          packets.add(
              switch (packet) {
                case Packet.Text(PacketType type, String data) -> type + ":" + data;
                case Packet.Binary(byte[] data) -> "bytes:" + Arrays.toString(data);
              });
          return true;
        });
    return packets;
  }

  @Test
  void packets_of_every_type_are_read_in_order() throws Exception {
    assertThat(read("4hello\u001e2\u001e3probe\u001ebAQIDBA==\u001e4"))
        .containsExactly("MESSAGE:hello", "PING:", "PONG:probe", "bytes:[1, 2, 3, 4]", "MESSAGE:");
    assertThat(read("b")).containsExactly("bytes:[]");
    assertThat(read("bAQ")).as("without padding").containsExactly("bytes:[1]");
  }

  @Test
  void what_is_no_packet_is_said_to_be_none() {
    for (String wrong :
        List.of(
            "", "x", "7", "\u001e", "4a\u001e", "\u001e4a", "b\u00fc", "bA", "bAQ=ID", "\ud83d")) {
      assertThatThrownBy(() -> read(wrong)).as(wrong).isInstanceOf(MalformedPacketException.class);
    }
  }

  @Test
  void a_sink_that_wants_no_more_gets_no_more() throws Exception {
    List<Packet> taken = new ArrayList<>();

    Payload.read(
        "4one\u001enonsense",
        packet -> {
          taken.add(packet);
          return false;
        });

    assertThat(taken).containsExactly(new Packet.Text(PacketType.MESSAGE, "one"));
  }

  @Test
  void what_was_written_is_read_again_and_is_as_long_as_was_said() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      List<Frame> frames = new ArrayList<>();
      List<String> expected = new ArrayList<>();
      long size = 0;
      for (int i = random.nextInt(4); i >= 0; i--) {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        if (random.nextBoolean()) {
          frames.add(Frame.binary(bytes));
          expected.add("bytes:" + Arrays.toString(bytes));
        } else {
          String text =
              new String(bytes, StandardCharsets.UTF_8).replace('\u001e', '.') + "\ud83d\ude00";
          frames.add(Frame.message(text));
          expected.add("MESSAGE:" + text);
        }
        size += Payload.size(frames.getLast()) + (frames.size() > 1 ? 1 : 0);
      }

      byte[] body = Payload.write(frames);

      assertThat(body.length).as("seed %d, round %d", seed, round).isEqualTo((int) size);
      assertThat(read(Payload.utf8(body))).as("seed %d, round %d", seed, round).isEqualTo(expected);
    }
  }

  @Test
  void no_body_whatever_does_more_than_be_refused() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    byte[] likely = "0123456789b\u001e=AQ+/-_ {}\"".getBytes(StandardCharsets.UTF_8);
    for (int round = 0; round < 50_000; round++) {
      byte[] body = new byte[random.nextInt(40)];
      for (int i = 0; i < body.length; i++) {
        body[i] =
            random.nextInt(8) == 0
                ? (byte) random.nextInt()
                : likely[random.nextInt(likely.length)];
      }
      List<String> packets = new ArrayList<>();
      try {
        packets.addAll(read(Payload.utf8(body)));
      } catch (MalformedPacketException _) {
        continue;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", round " + round, e);
      }
      assertThat(packets)
          .as("seed %d, round %d: a packet for each part, and no more", seed, round)
          .hasSize(new String(body, StandardCharsets.UTF_8).split("\u001e", -1).length);
    }
  }

  @Test
  void a_session_bears_any_body_and_ends_at_most_once() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 5_000; round++) {
      EngineRig rig = EngineRig.polling();
      EngineRig.FakeSocket socket = rig.probe();
      List<String> words = List.of("2probe", "5", "4a", "1", "3", "6", "x", "", "4a\u001e4b", "b");
      for (int i = 0; i < 12; i++) {
        String word = words.get(random.nextInt(words.size()));
        try {
          switch (random.nextInt(7)) {
            case 0 -> rig.post(word);
            case 1 -> socket.receiver.text(word);
            case 2 -> socket.receiver.binary(word.getBytes(StandardCharsets.UTF_8));
            case 3 -> rig.poll();
            case 4 -> rig.send(word);
            case 5 -> rig.turn();
            default -> rig.pass(random.nextInt(200));
          }
        } catch (RuntimeException e) {
          throw new AssertionError("seed " + seed + ", round " + round, e);
        }
      }
      rig.pass(500);
      rig.pass(500);
      assertThat(rig.session.isOver()).as("seed %d, round %d", seed, round).isTrue();
      assertThat(rig.closed).isNotNull();
    }
  }
}
