package io.chatcluster.ws;

import io.chatcluster.protocol.FrameCodec;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.Push;
import io.chatcluster.room.Batch;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes WebSocket text frames below Vert.x: a batch is encoded once and its bytes are shared by
/// all recipients.
///
/// Owned by one event loop. The frames of a batch stand one behind the other in one direct buffer;
/// each recipient's channel gets a duplicate of it, and at the end of the loop's turn each channel
/// that was written to is flushed once: the system call a flush makes is most of what a delivery
/// costs. This is the only class that goes below the public API. It passes by Vert.x' own outbound
/// queue, so everything but close and ping frames of a socket must go this way, or messages would
/// overtake each other.
@SuppressWarnings({
  "ReferenceEquality",
  "FutureReturnValueIgnored"
}) // The same batch; void promises.
final class FrameWriter {

  private static final int FIN_TEXT = 0x81;
  private static final int MAX_HEADER = 10;
  private static final int SHORT_LENGTH = 126;
  private static final int LONG_LENGTH = 127;
  private static final int MAX_UNSIGNED_SHORT = 0xFFFF;

  private final Context context;
  private final WsEvents events;
  private List<Target> dirty = new ArrayList<>();
  private @Nullable Batch encodedBatch;
  private @Nullable ByteBuf encoded;
  private long delivered;

  /// A socket that is written to.
  static final class Target {

    private final ChannelHandlerContext channel;
    private boolean dirty;

    Target(ChannelHandlerContext channel) {
      this.channel = channel;
    }
  }

  FrameWriter(Context context, WsEvents events) {
    this.context = context;
    this.events = events;
  }

  /// Writes the publications of a batch, a frame each.
  void write(Target target, Batch batch) {
    ByteBuf shared = batch == encodedBatch ? encoded : null;
    if (shared == null) {
      shared = share(target.channel.alloc(), batch);
    }
    target.channel.write(shared.retainedDuplicate(), target.channel.voidPromise());
    delivered += batch.publications().size();
    mark(target);
  }

  /// Writes one frame for one recipient.
  void write(Target target, byte[] json) {
    ByteBuf buffer = target.channel.alloc().directBuffer(MAX_HEADER + json.length);
    frame(buffer, json);
    target.channel.write(buffer, target.channel.voidPromise());
    mark(target);
  }

  private ByteBuf share(ByteBufAllocator allocator, Batch batch) {
    releaseEncoded();
    List<Publication> publications = batch.publications();
    byte[][] frames = new byte[publications.size()][];
    int size = 0;
    for (int i = 0; i < frames.length; i++) {
      frames[i] = FrameCodec.encode(new Push.Chat(publications.get(i)));
      size += MAX_HEADER + frames[i].length;
    }
    ByteBuf buffer = allocator.directBuffer(size);
    for (byte[] json : frames) {
      frame(buffer, json);
    }
    encodedBatch = batch;
    encoded = buffer;
    return buffer;
  }

  /// RFC 6455, section 5.2: FIN and opcode, length in one of three forms, no mask from a server.
  private static void frame(ByteBuf buffer, byte[] json) {
    buffer.writeByte(FIN_TEXT);
    if (json.length < SHORT_LENGTH) {
      buffer.writeByte(json.length);
    } else if (json.length <= MAX_UNSIGNED_SHORT) {
      buffer.writeByte(SHORT_LENGTH).writeShort(json.length);
    } else {
      buffer.writeByte(LONG_LENGTH).writeLong(json.length);
    }
    buffer.writeBytes(json);
  }

  private void mark(Target target) {
    if (target.dirty) {
      return;
    }
    target.dirty = true;
    if (dirty.isEmpty()) {
      context.runOnContext(_ -> flush());
    }
    dirty.add(target);
  }

  private void flush() {
    List<Target> due = dirty;
    dirty = new ArrayList<>(due.size());
    for (Target target : due) {
      target.dirty = false;
      target.channel.flush();
    }
    releaseEncoded();
    events.delivered(delivered);
    delivered = 0;
  }

  /// Flushes one socket now, before it is closed.
  void flush(Target target) {
    target.channel.flush();
  }

  private void releaseEncoded() {
    if (encoded != null) {
      encoded.release();
      encoded = null;
      encodedBatch = null;
    }
  }
}
