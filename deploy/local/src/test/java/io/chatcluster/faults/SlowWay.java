package io.chatcluster.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/// A way to a server that takes time, in both directions alike: what goes in comes out later, in
/// order and undivided. Any thread.
final class SlowWay implements AutoCloseable {

  private static final int PIECE = 1 << 16;
  private static final byte[] END = {};

  @SuppressWarnings("ArrayRecordComponent") // Short-lived; nobody compares them.
  private record Piece(byte[] bytes, long dueNanos) {}

  private final ServerSocket entrance;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile int server;
  private volatile Duration delay = Duration.ZERO;

  SlowWay() {
    try {
      entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /// Where one goes in.
  int port() {
    return entrance.getLocalPort();
  }

  /// Where one comes out: a port of this machine.
  void leadsTo(int port) {
    server = port;
  }

  /// How long everything takes from now on, one way.
  void takes(Duration time) {
    delay = time;
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket client = entrance.accept();
        Thread.ofVirtual().start(() -> connect(client));
      } catch (IOException _) {
        return;
      }
    }
  }

  private void connect(Socket client) {
    try {
      Socket there = new Socket(InetAddress.getLoopbackAddress(), server);
      for (Socket socket : List.of(client, there)) {
        socket.setTcpNoDelay(true);
        sockets.add(socket);
      }
      carry(client, there);
      carry(there, client);
    } catch (IOException _) {
      close(client);
    }
  }

  private void carry(Socket from, Socket to) {
    BlockingQueue<Piece> under = new LinkedBlockingQueue<>();
    Thread.ofVirtual().start(() -> read(from, under));
    Thread.ofVirtual().start(() -> write(under, from, to));
  }

  private void read(Socket from, BlockingQueue<Piece> under) {
    byte[] buffer = new byte[PIECE];
    try {
      for (int n = from.getInputStream().read(buffer);
          n >= 0;
          n = from.getInputStream().read(buffer)) {
        byte[] bytes = new byte[n];
        System.arraycopy(buffer, 0, bytes, 0, n);
        under.add(new Piece(bytes, System.nanoTime() + delay.toNanos()));
      }
    } catch (IOException _) {
      // It ends like one that was closed.
    }
    under.add(new Piece(END, System.nanoTime() + delay.toNanos()));
  }

  private static void write(BlockingQueue<Piece> under, Socket from, Socket to) {
    try {
      for (Piece next = under.take(); next.bytes().length > 0; next = under.take()) {
        for (long left = next.dueNanos() - System.nanoTime();
            left > 0;
            left = next.dueNanos() - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        to.getOutputStream().write(next.bytes());
        to.getOutputStream().flush();
      }
    } catch (IOException _) {
      // The other end is gone.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    close(from);
    close(to);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // Then it is closed.
    }
  }

  @Override
  public void close() {
    try {
      entrance.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sockets.forEach(SlowWay::close);
  }
}
