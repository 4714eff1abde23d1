package io.chatcluster.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a line makes of a server's answers.
class LineTest implements Line.Owner {
  private final List<String> told = new ArrayList<>();
  private final Line line = new Line(URI.create("ws://localhost/ws"), new byte[4_096], this);
  private final EmbeddedChannel channel = new EmbeddedChannel(line);

  @Override
  public void accepted() {
    told.add("accepted");
  }

  @Override
  public void opened() {
    told.add("opened");
  }

  @Override
  public boolean took(byte[] bytes, int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.US_ASCII).contains("counted");
  }

  @Override
  public void told(Reply reply) {
    told.add(reply.text("type"));
  }

  @Override
  public void ended(Line which, String reason, int code) {
    told.add(reason + " " + code);
  }

  private void answers(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
  }

  @Test
  void an_answer_in_pieces_opens_it() {
    answers("HTTP/1.1 101 Switching Protocols\r\nUpgrade: web");
    answers("socket\r\n\r\n");

    assertThat(told).containsExactly("accepted", "opened");
  }

  @Test
  void another_status_ends_it() {
    answers("HTTP/1.1 503 Service Unavailable\r\n\r\n");

    assertThat(told).containsExactly("accepted", "the upgrade was answered with 503 1006");
  }

  // Once a storm's line asked itself for room without end.
  @Test
  @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void an_answer_without_an_end_ends_it() {
    answers("x".repeat(20_000));

    assertThat(told).containsExactly("accepted", "an answer to the upgrade without an end 1006");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void what_the_owner_has_taken_where_it_lay_is_not_told() {
    answers("HTTP/1.1 101 Switching Protocols\r\n\r\n");
    answers(text("{\"type\":\"counted\"}") + text("{\"type\":\"joined\"}"));

    assertThat(told).containsExactly("accepted", "opened", "joined");
  }

  private static String text(String payload) {
    return "\u0081" + (char) payload.length() + payload;
  }
}
