package io.chatcluster.socketio;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes packets of the messages of one client. Owned by its loop.
final class PacketReader {

  /// A packet that waits for its attachments.
  private record Waiting(PacketHead head, String json, List<Buffer> attachments) {}

  private final SocketSettings settings;
  private @Nullable Waiting waiting;
  private long bytes;

  PacketReader(SocketSettings settings) {
    this.settings = settings;
  }

  /// A message of text came.
  ///
  /// @return the packet that is whole now; null if its attachments are still to come
  @Nullable SocketPacket text(String message) throws MalformedException {
    if (waiting != null) {
      throw new MalformedException("text in the place of an attachment");
    }
    PacketHead head = PacketHead.read(message, settings);
    String json = message.substring(head.length());
    if (head.attachments() == 0) {
      return packet(head, json, List.of());
    }
    waiting = new Waiting(head, json, new ArrayList<>(head.attachments()));
    bytes = message.length();
    return null;
  }

  /// A message of bytes came.
  ///
  /// @return the packet that is whole now; null if more of its attachments are still to come
  @Nullable SocketPacket binary(byte[] message) throws MalformedException {
    Waiting begun = waiting;
    bytes += message.length;
    if (begun == null) {
      throw new MalformedException("bytes that belong to nothing");
    }
    if (bytes > settings.packetBytes()) {
      throw new MalformedException("attachments that are too long together");
    }
    begun.attachments.add(Buffer.buffer(message));
    if (begun.attachments.size() < begun.head.attachments()) {
      return null;
    }
    waiting = null;
    return packet(begun.head, begun.json, begun.attachments);
  }

  private SocketPacket packet(PacketHead head, String json, List<Buffer> attachments)
      throws MalformedException {
    String namespace = head.namespace();
    return switch (head.type()) {
      case CONNECT -> {
        expect(head.id() == SocketPacket.NO_ID, "a connect with an id");
        yield new SocketPacket.Connect(namespace, json.isEmpty() ? null : auth(json));
      }
      case DISCONNECT -> {
        expect(head.id() == SocketPacket.NO_ID && json.isEmpty(), "a disconnect with a payload");
        yield new SocketPacket.Disconnect(namespace);
      }
      case EVENT, BINARY_EVENT -> {
        JsonArray args = args(json, attachments);
        String name = EventNames.of(args, settings.nameLength());
        args.remove(0);
        yield new SocketPacket.Said(namespace, head.id(), name, args);
      }
      case ACK, BINARY_ACK -> {
        expect(head.id() != SocketPacket.NO_ID, "an ack without an id");
        yield new SocketPacket.Acked(namespace, head.id(), args(json, attachments));
      }
      case CONNECT_ERROR -> throw new MalformedException("a refusal by a client");
    };
  }

  private static JsonObject auth(String json) throws MalformedException {
    if (JsonReader.read(json, List.of()) instanceof JsonObject object) {
      return object;
    }
    throw new MalformedException("a connect with something that is not an object");
  }

  private static JsonArray args(String json, List<Buffer> attachments) throws MalformedException {
    if (JsonReader.read(json, attachments) instanceof JsonArray array) {
      return array;
    }
    throw new MalformedException("arguments that are not an array");
  }

  private static void expect(boolean holds, String otherwise) throws MalformedException {
    if (!holds) {
      throw new MalformedException(otherwise);
    }
  }
}
