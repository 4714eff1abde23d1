package io.chatcluster.ws;

import io.chatcluster.protocol.FrameCodec;
import io.chatcluster.protocol.Push;
import io.chatcluster.room.Batch;
import io.chatcluster.room.Delivery;
import io.chatcluster.room.Signals;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Writes WebSocket frames below Vert.x: a delivery is encoded once and its bytes are shared by all
/// recipients.
///
/// Owned by one event loop. The frames of a delivery stand one behind the other in one direct
/// buffer. What is due to a socket waits until the end of the loop's turn and then costs one system
/// call, which is most of what a delivery costs. A single buffer for a socket that has nothing
/// queued goes straight to the system from here: the way through the pipeline costs as much as the
/// call itself once the caches are cold. Everything else, and whatever the system does not take, is
/// queued in the channel.
///
/// It bypasses Vert.x' own outbound queue, so everything that a socket sends must go this way,
/// otherwise frames would overtake each other. In return, the channel's queue holds everything that
/// waits for a socket.
@SuppressWarnings({
  "ReferenceEquality",
  "FutureReturnValueIgnored"
}) // The same delivery; void promises.
final class FrameWriter {

  /// The first byte of a frame: it is final, and of this type.
  static final int TEXT = 0x81;

  static final int BINARY = 0x82;
  static final int CLOSE = 0x88;
  static final int PING = 0x89;
  static final int PONG = 0x8A;

  private static final int MAX_HEADER = 10;
  private static final int SHORT_LENGTH = 126;
  private static final int LONG_LENGTH = 127;
  private static final int MAX_UNSIGNED_SHORT = 0xFFFF;

  private final Context context;
  private final WsEvents events;

  /// What was encoded in this turn, to be released at its end.
  private final List<ByteBuf> encodings = new ArrayList<>();

  /// Of what was encoded, what may go to others as well.
  private final IdentityHashMap<Object, ByteBuf> sharedFrames = new IdentityHashMap<>();

  private List<Target> dirty = new ArrayList<>();
  private @Nullable Delivery encodedDelivery;
  private @Nullable ByteBuf encoded;
  private @Nullable Push lastPush;
  private byte @Nullable [] encodedPush;
  private long delivered;
  private long signalled;

  /// A socket that is written to.
  static final class Target {

    private final ChannelHandlerContext context;
    private final Channel channel;

    /// Null if the channel is not a plain socket of the system.
    private final @Nullable FileDescriptor socket;

    /// The one buffer that is due; the writer's to release.
    private @Nullable ByteBuf due;

    private boolean dirty;

    Target(ChannelHandlerContext context) {
      this.context = context;
      this.channel = context.channel();
      boolean plain = channel.pipeline().get(SslHandler.class) == null;
      this.socket = plain && channel instanceof UnixChannel unix ? unix.fd() : null;
    }

    /// Queues one more buffer behind what is due.
    private void add(ByteBuf buffer) {
      if (due == null && !queued()) {
        due = buffer;
      } else {
        queue();
        context.write(buffer.retainedDuplicate(), context.voidPromise());
      }
    }

    private void queue() {
      if (due != null) {
        context.write(due.retainedDuplicate(), context.voidPromise());
        due = null;
      }
    }

    private boolean queued() {
      ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
      return socket == null || queue == null || queue.totalPendingWriteBytes() > 0;
    }

    /// Whether less waits than the channel's mark.
    boolean isWritable() {
      return channel.isWritable();
    }

    /// What waits for the socket, with what each piece costs to keep.
    long queuedBytes() {
      ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
      long waiting = queue == null ? 0 : queue.totalPendingWriteBytes();
      return due == null ? waiting : waiting + due.readableBytes();
    }

    /// Ends the connection, below Vert.x, which would send a close frame of its own and wait.
    void close() {
      ChannelHandlerContext nearest = channel.pipeline().firstContext();
      if (nearest != null) {
        nearest.close();
      }
    }

    /// Says that nothing follows, so that the client ends the connection.
    void shutdown() {
      if (channel instanceof DuplexChannel duplex && channel.isActive()) {
        duplex.shutdownOutput();
      } else {
        close();
      }
    }

    /// Gives everything to the system.
    private void flush() {
      ByteBuf buffer = due;
      if (!channel.isActive()) {
        // Its descriptor may be another socket's by now.
        due = null;
        return;
      }
      if (buffer == null || queued()) {
        queue();
        context.flush();
        return;
      }
      due = null;
      int sent = send(buffer);
      if (sent < buffer.readableBytes()) {
        ByteBuf rest = buffer.retainedSlice(sent, buffer.readableBytes() - sent);
        context.writeAndFlush(rest, context.voidPromise());
      }
    }

    /// How many bytes the system took. An error is left for the channel to find again and handle.
    private int send(ByteBuf buffer) {
      FileDescriptor open = socket;
      if (open == null || !buffer.hasMemoryAddress()) {
        return 0;
      }
      try {
        return open.writeAddress(buffer.memoryAddress(), 0, buffer.readableBytes());
      } catch (IOException _) {
        return 0;
      }
    }
  }

  FrameWriter(Context context, WsEvents events) {
    this.context = context;
    this.events = events;
  }

  /// Writes what a delivery consists of, a frame each.
  void write(Target target, Delivery delivery) {
    ByteBuf shared = delivery == encodedDelivery ? encoded : null;
    if (shared == null) {
      shared = share(target.context.alloc(), delivery);
    }
    target.add(shared);
    switch (delivery) {
      case Batch batch -> delivered += batch.publications().size();
      case Signals signals -> signalled += signals.signals().size();
    }
    mark(target);
  }

  /// The frame of a push. What a whole room is told is one object, and is encoded once.
  byte[] encoded(Push push) {
    byte[] frame = encodedPush;
    if (frame == null || push != lastPush) {
      frame = FrameCodec.encode(push);
      lastPush = push;
      encodedPush = frame;
    }
    return frame;
  }

  /// Writes one frame for one recipient.
  ///
  /// @param type one of [#TEXT] and the like
  void write(Target target, int type, byte[] payload) {
    ByteBuf buffer = target.context.alloc().directBuffer(MAX_HEADER + payload.length);
    encodings.add(buffer);
    frame(buffer, type, payload);
    target.add(buffer);
    mark(target);
  }

  /// Writes one frame that others get as well in this turn: it is encoded once for each key.
  void share(Target target, Object key, int type, byte[] payload) {
    ByteBuf buffer = sharedFrames.get(key);
    if (buffer == null) {
      buffer = target.context.alloc().directBuffer(MAX_HEADER + payload.length);
      encodings.add(buffer);
      frame(buffer, type, payload);
      sharedFrames.put(key, buffer);
    }
    target.add(buffer);
    mark(target);
  }

  private static byte[][] frames(Delivery delivery) {
    Stream<Push> pushes =
        switch (delivery) {
          case Batch batch -> batch.publications().stream().map(Push.Event::new);
          case Signals signals -> signals.signals().stream().map(Push.Signalled::new);
        };
    return pushes.map(FrameCodec::encode).toArray(byte[][]::new);
  }

  private ByteBuf share(ByteBufAllocator allocator, Delivery delivery) {
    byte[][] frames = frames(delivery);
    int size = 0;
    for (byte[] json : frames) {
      size += MAX_HEADER + json.length;
    }
    ByteBuf buffer = allocator.directBuffer(size);
    encodings.add(buffer);
    for (byte[] json : frames) {
      frame(buffer, TEXT, json);
    }
    encodedDelivery = delivery;
    encoded = buffer;
    return buffer;
  }

  /// RFC 6455, section 5.2: FIN and opcode, length in one of three forms, no mask from a server.
  private static void frame(ByteBuf buffer, int type, byte[] payload) {
    buffer.writeByte(type);
    if (payload.length < SHORT_LENGTH) {
      buffer.writeByte(payload.length);
    } else if (payload.length <= MAX_UNSIGNED_SHORT) {
      buffer.writeByte(SHORT_LENGTH).writeShort(payload.length);
    } else {
      buffer.writeByte(LONG_LENGTH).writeLong(payload.length);
    }
    buffer.writeBytes(payload);
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
      target.flush();
    }
    encodedDelivery = null;
    encoded = null;
    lastPush = null;
    encodedPush = null;
    sharedFrames.clear();
    encodings.forEach(ByteBuf::release);
    encodings.clear();
    events.delivered(delivered, signalled);
    delivered = 0;
    signalled = 0;
  }

  /// Flushes one socket now, before it is closed.
  void flush(Target target) {
    target.flush();
  }

  /// Flushes one socket now, and then does something when the system has taken all of it.
  void last(Target target, Runnable then) {
    target.flush();
    target.context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> then.run());
  }
}
