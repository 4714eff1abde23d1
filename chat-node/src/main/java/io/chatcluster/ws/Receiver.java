package io.chatcluster.ws;

import io.chatcluster.protocol.CloseReason;
import io.chatcluster.protocol.Command;
import io.chatcluster.protocol.CommandCodec;
import io.chatcluster.protocol.MalformedException;
import io.chatcluster.session.Session;

/// Whom a socket's messages are for. Called on the socket's loop.
interface Receiver {

  void text(String message);

  void binary(byte[] message);

  /// Keeps deadlines; called about once a second.
  void tick();

  /// The socket is to be closed: tidies up, then closes it.
  void close(CloseReason reason);

  /// The socket is gone.
  void ended();

  /// A message could not be handled, by a defect of ours.
  void broke();

  /// A session of the chat, by the native protocol: a command is a text of JSON.
  record OfSession(Session session) implements Receiver {

    @Override
    public void text(String message) {
      Command command;
      try {
        command = CommandCodec.decode(message);
      } catch (MalformedException e) {
        session.malformed(e);
        return;
      }
      session.received(command);
    }

    @Override
    public void binary(byte[] message) {
      session.close(CloseReason.UNSUPPORTED);
    }

    @Override
    public void tick() {
      session.tick();
    }

    @Override
    public void close(CloseReason reason) {
      session.close(reason);
    }

    @Override
    public void ended() {
      session.ended();
    }

    @Override
    public void broke() {
      session.broke();
    }
  }
}
