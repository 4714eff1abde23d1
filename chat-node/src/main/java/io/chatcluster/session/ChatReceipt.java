package io.chatcluster.session;

import io.chatcluster.node.Receipt;
import io.chatcluster.protocol.Command;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Reply;

/// What becomes of a message: its `ok`, or its error.
record ChatReceipt(Client client, Command.Chat chat, MessageId id) implements Receipt {

  @Override
  public void stored(Position at) {
    client.inFlight().answered();
    if (chat.ref() != null) {
      client
          .connection()
          .send(new Reply.Ok(chat.ref(), id, at, client.context().settings().level()));
    }
  }

  @Override
  public void failed(ErrorCode code, long retryAfterMillis) {
    client.inFlight().answered();
    client.refusals().message(chat, id.value(), code, retryAfterMillis);
  }
}
