package io.chatcluster.socketio;

import io.chatcluster.engineio.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An event whose arguments are encoded, once for everybody who gets it; each may get a last
/// argument of its own. Immutable; any thread.
public final class EncodedEvent {

  /// The packet but for the bracket that ends its arguments.
  private final byte[] begun;

  private final List<Frame> attachments;

  private EncodedEvent(byte[] begun, List<Frame> attachments) {
    this.begun = begun;
    this.attachments = attachments;
  }

  /// Encodes an event with these arguments.
  public static EncodedEvent of(String namespace, String name, @Nullable Object... args) {
    EventNames.check(name);
    List<Frame> attachments = new ArrayList<>();
    byte[] json = JsonWriter.event(name, args, attachments);
    PacketType type = attachments.isEmpty() ? PacketType.EVENT : PacketType.BINARY_EVENT;
    byte[] head = PacketWriter.head(type, attachments.size(), namespace, SocketPacket.NO_ID);
    return new EncodedEvent(join(head, Arrays.copyOf(json, json.length - 1)), attachments);
  }

  /// An event whose one argument is JSON already.
  ///
  /// @param json in UTF-8; the caller answers for it
  public static EncodedEvent ofJson(String namespace, String name, byte[] json) {
    byte[] begun = of(namespace, name).begun;
    return new EncodedEvent(join(begun, new byte[] {','}, json), List.of());
  }

  /// A last argument that is a text, for [#with].
  public static byte[] tail(String text) {
    return JsonWriter.write(text, new ArrayList<>(0));
  }

  /// The event as it is. Made anew each time.
  public EncodedPacket whole() {
    return packet(join(begun, new byte[] {']'}));
  }

  /// The event with one more argument. Made anew each time: whoever sends equal ones to many keeps
  /// it.
  ///
  /// @param tail a JSON value in UTF-8; the caller answers for it
  public EncodedPacket with(byte[] tail) {
    byte[] packet = Arrays.copyOf(begun, begun.length + tail.length + 2);
    packet[begun.length] = ',';
    System.arraycopy(tail, 0, packet, begun.length + 1, tail.length);
    packet[packet.length - 1] = ']';
    return packet(packet);
  }

  /// About how long its packets are.
  public int length() {
    return begun.length;
  }

  private EncodedPacket packet(byte[] text) {
    return new EncodedPacket(Frame.ofMessage(text), attachments);
  }

  private static byte[] join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  @Override
  public String toString() {
    return new String(begun, StandardCharsets.UTF_8);
  }
}
