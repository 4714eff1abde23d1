package io.chatcluster.ws;

import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// A client made of bytes: it sends what no library would send.
public final class RawSocket implements AutoCloseable {

  /// The answer where the server ended the connection without a close frame.
  public static final int NO_FRAME = 1006;

  /// The answer where the connection is still open.
  public static final int OPEN = -1;

  private static final int CLOSE = 8;
  private static final int TEXT = 1;

  private final Socket socket = new Socket();
  private final DataInputStream in;

  /// Connects, and says nothing.
  public RawSocket(int port) throws IOException {
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(9_000);
    in = new DataInputStream(socket.getInputStream());
  }

  /// The lines of a good handshake.
  public static String handshake(String... more) {
    return "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        + (more.length == 0 ? "" : String.join("\r\n", more) + "\r\n")
        + "\r\n";
  }

  /// Opens a WebSocket.
  ///
  /// @param more further lines of the handshake
  public static RawSocket open(int port, String... more) throws IOException {
    RawSocket socket = new RawSocket(port);
    int status = socket.send(handshake(more)).status();
    if (status != 101) {
      throw new IOException("no WebSocket, but " + status);
    }
    return socket;
  }

  /// A frame with a mask of zeros.
  public static byte[] frame(int first, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
    frame.put((byte) first);
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else if (payload.length < 65_536) {
      frame.put((byte) 0xFE).putShort((short) payload.length);
    } else {
      frame.put((byte) 0xFF).putLong(payload.length);
    }
    frame.putInt(0).put(payload).flip();
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return bytes;
  }

  /// The same with a text.
  public static byte[] frame(int first, String text) {
    return frame(first, text.getBytes(StandardCharsets.UTF_8));
  }

  public RawSocket send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Sends bytes. A server that has ended the connection meanwhile is no error here: reading shows
  /// how it ended.
  public RawSocket send(byte[] bytes) throws IOException {
    try {
      write(bytes);
    } catch (SocketException _) {
      // The server was quicker.
    }
    return this;
  }

  private void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /// Sends until the server takes nothing for so long, ends the connection, or so much is sent.
  ///
  /// @return how many bytes were sent; what was sent last may not have been taken
  public long flood(byte[] piece, long most, Duration patience) throws InterruptedException {
    AtomicLong sent = new AtomicLong();
    Thread sender =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    while (sent.get() < most) {
                      write(piece);
                      sent.addAndGet(piece.length);
                    }
                  } catch (IOException _) {
                    // It was cut off.
                  }
                });
    long before;
    do {
      before = sent.get();
    } while (!sender.join(patience) && sent.get() > before);
    return sent.get();
  }

  /// Reads the head of an answer.
  ///
  /// @return its status, 0 if the connection ended
  public int status() throws IOException {
    String head = head();
    return head.startsWith("HTTP/1.") ? Integer.parseInt(head.substring(9, 12)) : 0;
  }

  /// Reads the head of an answer, as far as it comes.
  public String head() throws IOException {
    StringBuilder head = new StringBuilder();
    try {
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.readUnsignedByte());
      }
    } catch (EOFException | SocketException _) {
      return head.toString();
    }
    return head.toString();
  }

  /// Reads all until the server ends the connection.
  ///
  /// @return whether it does so in time
  public boolean ends(Duration time) throws IOException {
    socket.setSoTimeout((int) time.toMillis());
    try {
      return in.skip(Long.MAX_VALUE) >= 0 && in.read() < 0;
    } catch (SocketTimeoutException _) {
      return false;
    } catch (SocketException _) {
      return true;
    }
  }

  /// Sends a byte again and again until the server ends the connection: what came before a reset is
  /// not missed.
  ///
  /// @return all that came back
  public String drip(Duration atMost) throws IOException {
    socket.setSoTimeout(200);
    StringBuilder answer = new StringBuilder();
    await().atMost(atMost).until(() -> ended(answer));
    return answer.toString();
  }

  private boolean ended(StringBuilder answer) throws IOException {
    try {
      for (int c = in.read(); c >= 0; c = in.read()) {
        answer.append((char) c);
      }
      return true;
    } catch (SocketTimeoutException _) {
      send(" ");
      return false;
    } catch (SocketException _) {
      // A reset is an end too.
      return true;
    }
  }

  /// Says that nothing follows.
  public void finish() throws IOException {
    try {
      socket.shutdownOutput();
    } catch (SocketException _) {
      // The server was quicker.
    }
  }

  /// Reads so many bytes.
  public void skip(int bytes) throws IOException {
    in.skipNBytes(bytes);
  }

  /// Reads frames up to the close frame.
  ///
  /// @return its code, 1005 if it has none
  public int closeCode() throws IOException {
    try {
      byte[] payload = next(CLOSE);
      return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    } catch (EOFException | SocketException _) {
      return NO_FRAME;
    } catch (SocketTimeoutException _) {
      return OPEN;
    }
  }

  /// Reads frames up to the next text.
  public String text() throws IOException {
    return new String(next(TEXT), StandardCharsets.UTF_8);
  }

  /// Reads frames up to one of this type.
  public byte[] next(int type) throws IOException {
    while (true) {
      int opcode = in.readUnsignedByte() & 0x0F;
      int length = in.readUnsignedByte();
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = (int) in.readLong();
      }
      byte[] payload = in.readNBytes(length);
      if (opcode == type) {
        return payload;
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
