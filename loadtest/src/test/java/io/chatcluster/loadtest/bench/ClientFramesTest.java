package io.chatcluster.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.loadtest.client.MessageIds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ClientFramesTest {
  @Test
  void a_text_frame_is_masked_and_can_be_read_back() {
    for (int length = 0; length < 300; length++) {
      var payload = "abcdefghij".repeat(30).substring(0, length);

      var frame =
          ClientFrames.text(
              UnpooledByteBufAllocator.DEFAULT, payload.getBytes(StandardCharsets.US_ASCII));

      assertThat(frame.readUnsignedByte()).isEqualTo((short) 0x81);
      assertThat(unmasked(frame)).isEqualTo(payload);
      frame.release();
    }
  }

  @Test
  void a_chat_command_carries_run_sequence_and_a_uuid_of_version_7() {
    var ids = new MessageIds(new SplittableRandom(1)::nextLong);
    var frame = new ChatFrame("r-1", 64);

    var payload = new String(frame.fill(3, 77, ids, 0x019a_b3f3_0001L), StandardCharsets.US_ASCII);

    assertThat(payload)
        .matches(
            "\\{\"type\":\"chat\",\"ref\":\"000003000000000077\",\"room\":\"r-1\",\"id\":\"[0-9a-f-]{36}\",\"message\":\".{64}\"}");
    var id = UUID.fromString(new Reply(payload).text("id"));
    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(0x019a_b3f3_0001L);
    assertThat(ChatFrame.run(3_000_000_000_077L)).isEqualTo(3);
    assertThat(ChatFrame.sequence(3_000_000_000_077L)).isEqualTo(77);
  }

  @Test
  void the_upgrade_names_the_path_and_the_host() {
    var request =
        new String(
            ClientFrames.upgrade(URI.create("ws://127.0.0.1:8081/ws")), StandardCharsets.US_ASCII);

    assertThat(request)
        .startsWith("GET /ws HTTP/1.1\r\nHost: 127.0.0.1:8081\r\n")
        .endsWith("\r\n\r\n");
  }

  private static String unmasked(ByteBuf frame) {
    int length = frame.readUnsignedByte();
    assertThat(length & 0x80).isEqualTo(0x80);
    length &= 0x7f;
    if (length == 126) {
      length = frame.readUnsignedShort();
    }
    var key = new byte[4];
    frame.readBytes(key);
    var payload = new byte[length];
    frame.readBytes(payload);
    for (int i = 0; i < length; i++) {
      payload[i] ^= key[i % 4];
    }
    return new String(payload, StandardCharsets.US_ASCII);
  }
}
