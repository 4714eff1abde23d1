package io.chatcluster.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chatcluster.protocol.Command;
import io.chatcluster.protocol.CommandCodec;
import io.chatcluster.protocol.FrameCodec;
import io.chatcluster.protocol.MalformedException;
import io.chatcluster.protocol.Push;
import io.chatcluster.protocol.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;

/// The edge that clients have: texts of JSON.
final class NativeEdge implements TestEdge {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public void say(Session session, String frame) {
    Command command;
    try {
      command = CommandCodec.decode(frame);
    } catch (MalformedException e) {
      session.malformed(e);
      return;
    }
    session.received(command);
  }

  @Override
  public JsonNode told(Reply reply) {
    return read(FrameCodec.encode(reply));
  }

  @Override
  public JsonNode told(Push push) {
    return read(FrameCodec.encode(push));
  }

  static JsonNode read(byte[] frame) {
    try {
      return JSON.readTree(frame);
    } catch (IOException e) {
      throw new UncheckedIOException("a frame that is no JSON", e);
    }
  }
}
