package io.chatcluster.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.protocol.Kind;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.room.Batch;
import io.chatcluster.waiting.Answers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The bytes of frames, as RFC 6455 wants them.
class FrameWriterTest {

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void end() {
    Answers.of(vertx.close());
  }

  /// Runs on an event loop, whose turn ends only after it.
  private <T> T on(Function<FrameWriter, T> task) {
    return Answers.on(
        vertx.getOrCreateContext(),
        () -> {
          FrameWriter writer = new FrameWriter(vertx.getOrCreateContext(), new WsEvents() {});
          return Future.succeededFuture(task.apply(writer));
        });
  }

  private static byte[] written(EmbeddedChannel channel) {
    channel.flush();
    byte[] all = new byte[0];
    ByteBuf part = channel.readOutbound();
    while (part != null) {
      byte[] bytes = ByteBufUtil.getBytes(part);
      part.release();
      int end = all.length;
      all = Arrays.copyOf(all, end + bytes.length);
      System.arraycopy(bytes, 0, all, end, bytes.length);
      part = channel.readOutbound();
    }
    return all;
  }

  private static EmbeddedChannel channel() {
    return new EmbeddedChannel(new ChannelInboundHandlerAdapter());
  }

  private static FrameWriter.Target target(EmbeddedChannel channel) {
    return new FrameWriter.Target(channel.pipeline().firstContext());
  }

  private byte[] frame(int length) {
    return on(
        writer -> {
          EmbeddedChannel channel = channel();
          writer.write(target(channel), FrameWriter.TEXT, new byte[length]);
          return written(channel);
        });
  }

  @Test
  void the_length_of_a_frame_stands_in_its_shortest_form() {
    assertThat(frame(125)).startsWith(0x81, 125).hasSize(2 + 125);
    assertThat(frame(126)).startsWith(0x81, 126, 0, 126).hasSize(4 + 126);
    assertThat(frame(65_535)).startsWith(0x81, 126, 0xFF, 0xFF).hasSize(4 + 65_535);
    assertThat(frame(65_536)).startsWith(0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0).hasSize(10 + 65_536);
  }

  @Test
  void every_publication_of_a_batch_is_a_frame_and_all_recipients_get_the_same_bytes() {
    RoomId room = new RoomId("general");
    byte[] body = "{\"ts\":1}".getBytes(StandardCharsets.UTF_8);
    Batch batch =
        new Batch(
            room,
            List.of(
                new Publication(room, new Position(1, 1), Position.NONE, "n1", Kind.CHAT, body),
                new Publication(
                    room, new Position(1, 2), new Position(1, 1), "n1", Kind.CHAT, body)));
    EmbeddedChannel one = channel();
    EmbeddedChannel two = channel();

    List<byte[]> bytes =
        on(
            writer -> {
              writer.write(target(one), batch);
              writer.write(target(two), batch);
              return List.of(written(one), written(two));
            });

    String first =
        "{\"type\":\"chat\",\"room\":\"general\",\"at\":\"1-1\",\"prev\":\"0-0\",\"ts\":1}";
    String second =
        "{\"type\":\"chat\",\"room\":\"general\",\"at\":\"1-2\",\"prev\":\"1-1\",\"ts\":1}";
    String both =
        "\u0081" + (char) first.length() + first + "\u0081" + (char) second.length() + second;
    assertThat(bytes.get(0)).isEqualTo(both.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(bytes.get(1)).isEqualTo(bytes.get(0));
  }

  @Test
  void replies_and_batches_keep_the_order_in_which_they_were_written() {
    RoomId room = new RoomId("r");
    Publication publication =
        new Publication(
            room,
            new Position(1, 1),
            Position.NONE,
            "n1",
            Kind.CHAT,
            "{\"ts\":1}".getBytes(StandardCharsets.UTF_8));

    String text =
        on(
            writer -> {
              EmbeddedChannel channel = channel();
              FrameWriter.Target target = target(channel);
              writer.write(target, FrameWriter.TEXT, "before".getBytes(StandardCharsets.UTF_8));
              writer.write(target, new Batch(room, List.of(publication)));
              writer.write(target, FrameWriter.TEXT, "after".getBytes(StandardCharsets.UTF_8));
              return new String(written(channel), StandardCharsets.ISO_8859_1);
            });

    assertThat(text).containsSubsequence("before", "chat", "after");
  }
}
