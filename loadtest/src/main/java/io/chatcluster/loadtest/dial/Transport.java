package io.chatcluster.loadtest.dial;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringSocketChannel;

/// How bytes get to and from sockets: what event loops are made of, and their channels.
///
/// @param handlers for event loops
/// @param channel for these loops only
/// @param rings whether the kernel fills buffers of ours by itself
public record Transport(
    IoHandlerFactory handlers, Class<? extends SocketChannel> channel, boolean rings) {

  private static final short BUFFER_GROUP = 1;
  private static final short BUFFERS = 256;
  private static final int BUFFERS_AT_ONCE = 32;

  /// One that works everywhere: epoll, or what the JDK has.
  public static Transport usual() {
    return Epoll.isAvailable()
        ? new Transport(EpollIoHandler.newFactory(), EpollSocketChannel.class, false)
        : new Transport(NioIoHandler.newFactory(), NioSocketChannel.class, false);
  }

  /// Reads without a system call each time if the kernel has io_uring and lets us use it; otherwise
  /// the usual one. A generator mostly reads, and whatever it takes of the machine the servers
  /// lack.
  ///
  /// @param bytes that are read at once at the most
  public static Transport forReading(int bytes) {
    if (!IoUring.isAvailable() || !IoUring.isRegisterBufferRingSupported()) {
      return usual();
    }
    var ring =
        IoUringBufferRingConfig.builder()
            .bufferGroupId(BUFFER_GROUP)
            .bufferRingSize(BUFFERS)
            .batchSize(BUFFERS_AT_ONCE)
            .allocator(new IoUringFixedBufferRingAllocator(bytes))
            .build();
    var config = new IoUringIoHandlerConfig().setBufferRingConfig(ring);
    return new Transport(IoUringIoHandler.newFactory(config), IoUringSocketChannel.class, true);
  }

  /// Sets channel and options of connections that read so many bytes at once.
  public Bootstrap apply(Bootstrap bootstrap, int bytes) {
    bootstrap
        .channel(channel)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(bytes));
    return rings
        ? bootstrap.option(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, BUFFER_GROUP)
        : bootstrap;
  }
}
