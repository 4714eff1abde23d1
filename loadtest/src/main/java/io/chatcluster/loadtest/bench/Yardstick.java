package io.chatcluster.loadtest.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// What this machine takes for the least that a delivery can cost: one write of its bytes to a
/// socket and one read from the other end.
///
/// Machines that are shared are fast one minute and slow the next. A figure beside its yardstick
/// can be compared with another hour's; by itself it cannot.
final class Yardstick {
  private static final int BYTES = 200;
  private static final int WARM_UP = 20_000;
  private static final int PAIRS = 50_000;
  private static final double NANOS_PER_MICRO = 1_000;

  private Yardstick() {}

  /// CPU time of one write and one read over loopback, in microseconds. Takes about a second.
  static double microsPerPair() throws IOException {
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    try (var server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try (var writer = SocketChannel.open(server.getLocalAddress());
          var reader = server.accept()) {
        pass(writer, reader, WARM_UP);
        long began = clock.getCurrentThreadCpuTime();
        pass(writer, reader, PAIRS);
        return (clock.getCurrentThreadCpuTime() - began) / NANOS_PER_MICRO / PAIRS;
      }
    }
  }

  private static void pass(SocketChannel writer, SocketChannel reader, int pairs)
      throws IOException {
    var out = ByteBuffer.allocateDirect(BYTES);
    var in = ByteBuffer.allocateDirect(BYTES);
    for (int i = 0; i < pairs; i++) {
      out.clear();
      while (out.hasRemaining()) {
        var _ = writer.write(out);
      }
      in.clear();
      while (in.hasRemaining()) {
        if (reader.read(in) < 0) {
          throw new IOException("the socket closed");
        }
      }
    }
  }
}
