package io.chatcluster.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatcluster.protocol.Push;
import io.chatcluster.protocol.Reply;

/// What stands between a client's bytes and its session, in both directions.
///
/// The session's tests say frames of the native protocol and look at such; an edge with another
/// form has a client of its own, which translates.
interface TestEdge {

  /// A client says this.
  ///
  /// @param frame of the native protocol
  void say(Session session, String frame);

  /// What the client makes of the bytes that it gets.
  JsonNode told(Reply reply);

  JsonNode told(Push push);
}
