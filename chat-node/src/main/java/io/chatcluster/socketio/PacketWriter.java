package io.chatcluster.socketio;

import io.chatcluster.engineio.Frame;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Encodes what is sent to one client alone. Any thread.
final class PacketWriter {

  private static final int MOST_ATTACHMENTS = 10;

  private PacketWriter() {}

  static EncodedPacket event(String namespace, long id, String name, @Nullable Object[] args) {
    EventNames.check(name);
    List<Frame> attachments = new ArrayList<>();
    byte[] json = JsonWriter.event(name, args, attachments);
    PacketType type = attachments.isEmpty() ? PacketType.EVENT : PacketType.BINARY_EVENT;
    return packet(type, namespace, id, json, attachments);
  }

  static EncodedPacket ack(String namespace, long id, @Nullable Object[] args) {
    List<Frame> attachments = new ArrayList<>();
    byte[] json = JsonWriter.write(Arrays.asList(args), attachments);
    PacketType type = attachments.isEmpty() ? PacketType.ACK : PacketType.BINARY_ACK;
    return packet(type, namespace, id, json, attachments);
  }

  static Frame connected(String namespace, String sid, @Nullable String pid) {
    JsonObject data = new JsonObject().put("sid", sid);
    return control(PacketType.CONNECT, namespace, pid == null ? data : data.put("pid", pid));
  }

  static Frame refused(String namespace, String message, @Nullable JsonObject data) {
    JsonObject error = new JsonObject().put("message", message);
    return control(
        PacketType.CONNECT_ERROR, namespace, data == null ? error : error.put("data", data));
  }

  static Frame disconnected(String namespace) {
    return Frame.ofMessage(head(PacketType.DISCONNECT, 0, namespace, SocketPacket.NO_ID));
  }

  /// What a packet begins with, in a message of Engine.IO.
  static byte[] head(PacketType type, int attachments, String namespace, long id) {
    if (attachments > MOST_ATTACHMENTS) {
      throw new IllegalArgumentException("clients take " + MOST_ATTACHMENTS + " attachments");
    }
    StringBuilder head = new StringBuilder(16).append('4').append(type.digit());
    if (attachments > 0) {
      head.append(attachments).append('-');
    }
    if (!namespace.equals(PacketHead.MAIN)) {
      head.append(namespace).append(',');
    }
    if (id != SocketPacket.NO_ID) {
      head.append(id);
    }
    return head.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Frame control(PacketType type, String namespace, JsonObject data) {
    byte[] json = JsonWriter.write(data, new ArrayList<>(0));
    return packet(type, namespace, SocketPacket.NO_ID, json, List.of()).text();
  }

  private static EncodedPacket packet(
      PacketType type, String namespace, long id, byte[] json, List<Frame> attachments) {
    byte[] head = head(type, attachments.size(), namespace, id);
    byte[] text = Arrays.copyOf(head, head.length + json.length);
    System.arraycopy(json, 0, text, head.length, json.length);
    return new EncodedPacket(Frame.ofMessage(text), attachments);
  }
}
