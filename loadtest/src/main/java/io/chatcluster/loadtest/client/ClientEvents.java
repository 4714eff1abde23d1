package io.chatcluster.loadtest.client;

/// What the application is told.
public interface ClientEvents {

  /// A node knows this client.
  void connected(Frame.Connected connected);

  /// A connection that had been opened is gone; the client comes back by itself unless [#stopped]
  /// follows.
  void disconnected(int closeCode);

  /// The close code said to stay away: nothing more happens.
  void stopped(int closeCode);

  /// In the room, for the first time or again.
  void joined(String room, Position from, Position head, boolean recovered);

  /// The room cannot be joined; the client forgets it. Its unsent messages have failed.
  void refused(String room, String code);

  /// A message, once and in order.
  void delivered(String room, Message message);

  /// Something else in the room's order, of a kind that this client does not know; once and in
  /// order with the messages.
  default void passed(String room, String kind, Message event) {}

  /// Something fleeting, of no place in the room's order.
  default void signalled(String room, String from, String mark) {}

  /// Everything delivered above `to` is void; the client goes on from there.
  void rolledBack(String room, Position to);

  /// Messages between the two are beyond retention.
  void gap(String room, Position after, Position next);

  /// A sent message is stored.
  void acked(String room, String id, Position at, String level);

  /// A message was given up.
  ///
  /// @param mayBeStored an earlier attempt, or this one, may have been stored all the same
  void failed(String room, String id, String code, boolean mayBeStored);
}
