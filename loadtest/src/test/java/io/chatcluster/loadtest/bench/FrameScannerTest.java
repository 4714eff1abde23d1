package io.chatcluster.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameScannerTest {
  private static final String IN_7_BITS = "{\"type\":\"pong\"}";
  private static final String IN_16_BITS = "x".repeat(300);
  private static final String IN_64_BITS = "y".repeat(70_000);

  @Test
  void frames_are_found_whole_wherever_the_bytes_are_split() {
    var bytes =
        new ServerBytes()
            .text(IN_7_BITS)
            .ping("hi")
            .text(IN_16_BITS)
            .pong()
            .text("")
            .close(4503)
            .bytes();
    var expected =
        List.of("text " + IN_7_BITS, "ping hi", "text " + IN_16_BITS, "text ", "close 4503");

    for (int split = 0; split <= bytes.length; split++) {
      var frames = new RecordedFrames();
      int consumed = FrameScanner.scan(bytes, 0, split, frames);
      assertThat(consumed).isLessThanOrEqualTo(split);
      assertThat(FrameScanner.scan(bytes, consumed, bytes.length, frames)).isEqualTo(bytes.length);
      assertThat(frames.all).as("split at %d", split).isEqualTo(expected);
    }
  }

  @Test
  void a_length_of_64_bits_is_read() {
    var bytes = new ServerBytes().text(IN_64_BITS).text(IN_7_BITS).bytes();
    for (int split : new int[] {1, 2, 5, 9, 10, 11, 70_009, 70_010, 70_011}) {
      var frames = new RecordedFrames();

      int consumed = FrameScanner.scan(bytes, 0, split, frames);
      FrameScanner.scan(bytes, consumed, bytes.length, frames);

      assertThat(frames.all).containsExactly("text " + IN_64_BITS, "text " + IN_7_BITS);
    }
  }

  @Test
  void lengths_around_the_limits_of_the_header_are_right() {
    for (int length : new int[] {0, 1, 124, 125, 126, 127, 128, 255, 256, 65_535, 65_536}) {
      var bytes = new ServerBytes().text("z".repeat(length)).bytes();
      var frames = new RecordedFrames();

      assertThat(FrameScanner.scan(bytes, 0, bytes.length, frames)).isEqualTo(bytes.length);

      assertThat(frames.all).containsExactly("text " + "z".repeat(length));
    }
  }

  @Test
  void a_close_frame_without_a_code_says_so() {
    var bytes = new ServerBytes().raw(0x88, 0).bytes();
    var frames = new RecordedFrames();

    FrameScanner.scan(bytes, 0, bytes.length, frames);

    assertThat(frames.all).containsExactly("close 1005");
  }

  @Test
  void junk_is_a_violation_and_never_waits_for_more() {
    var junk = new ArrayList<byte[]>();
    junk.add(new ServerBytes().raw(0x81, 0x81, 1, 2, 3, 4, 5).bytes());
    junk.add(new ServerBytes().raw(0x01, 0x01, 'a').bytes());
    junk.add(new ServerBytes().raw(0x82, 0x01, 'a').bytes());
    junk.add(new ServerBytes().raw(0xc1, 0x01, 'a').bytes());
    junk.add(new ServerBytes().raw('H', 'T', 'T', 'P').bytes());
    junk.add(new ServerBytes().raw(0x81, 127, 0x80, 0, 0, 0, 0, 0, 0, 1).bytes());
    junk.add(new ServerBytes().raw(0x81, 127, 0, 0, 0, 0, 0x10, 0, 0, 0).bytes());
    junk.add(new ServerBytes().frame(0x89, new byte[126]).bytes());

    for (var bytes : junk) {
      assertThatThrownBy(() -> FrameScanner.scan(bytes, 0, bytes.length, new RecordedFrames()))
          .isInstanceOf(ProtocolViolation.class);
    }
  }
}
