package io.chatcluster.socketio;

import io.chatcluster.engineio.Frame;
import java.util.List;

/// One packet, encoded, for any number of clients in the same namespace. Immutable; any thread.
///
/// @param attachments sent behind the text, in this order
public record EncodedPacket(Frame text, List<Frame> attachments) {

  public EncodedPacket {
    attachments = List.copyOf(attachments);
  }
}
