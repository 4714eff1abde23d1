package io.chatcluster.loadtest.check;

import io.chatcluster.loadtest.client.Position;

/// Something that a client did or was told.
public sealed interface Event {

  record Connect(String node) implements Event {}

  record Disconnect(int code) implements Event {}

  /// The test has ended this client; nothing more is asked of it.
  record End() implements Event {}

  record Join(String room, Position from, Position head, boolean recovered) implements Event {}

  record Leave(String room) implements Event {}

  /// The application has asked for a message to be sent.
  record Invoke(String room, String id) implements Event {}

  record Ok(String room, String id, Position at, String level) implements Event {}

  /// The message was refused for certain.
  record Fail(String room, String id, String code) implements Event {}

  /// The message was given up; it may be stored or not.
  record GiveUp(String room, String id, String code) implements Event {}

  record Deliver(String room, Position at, Position prev, String id) implements Event {}

  /// The client has told others something fleeting.
  record Signal(String room, String mark) implements Event {}

  /// The client has heard something fleeting.
  record Hear(String room, String mark) implements Event {}

  record Rollback(String room, Position to) implements Event {}

  record Gap(String room, Position after, Position next) implements Event {}
}
