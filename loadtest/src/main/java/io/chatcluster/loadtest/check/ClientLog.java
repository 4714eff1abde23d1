package io.chatcluster.loadtest.check;

import io.chatcluster.loadtest.client.ClientEvents;
import io.chatcluster.loadtest.client.Frame;
import io.chatcluster.loadtest.client.Message;
import io.chatcluster.loadtest.client.Position;

/// Records what one client is told; what it does is told by whoever makes it do so.
public final class ClientLog implements ClientEvents {

  private final String client;
  private final Recorder recorder;

  ClientLog(String client, Recorder recorder) {
    this.client = client;
    this.recorder = recorder;
  }

  private void record(Event event) {
    recorder.record(client, event);
  }

  /// The application has sent a message.
  public void invoked(String room, String id) {
    record(new Event.Invoke(room, id));
  }

  /// The application has told others something fleeting.
  public void told(String room, String mark) {
    record(new Event.Signal(room, mark));
  }

  /// The application has left a room.
  public void left(String room) {
    record(new Event.Leave(room));
  }

  /// The test has ended the client; it need not catch up any more.
  public void ended() {
    record(new Event.End());
  }

  @Override
  public void connected(Frame.Connected connected) {
    record(new Event.Connect(connected.node()));
  }

  @Override
  public void disconnected(int closeCode) {
    record(new Event.Disconnect(closeCode));
  }

  /// The end of the connection is recorded already; a client that stays away fails to catch up.
  @Override
  public void stopped(int closeCode) {}

  @Override
  public void joined(String room, Position from, Position head, boolean recovered) {
    record(new Event.Join(room, from, head, recovered));
  }

  @Override
  public void refused(String room, String code) {
    record(new Event.Leave(room));
  }

  @Override
  public void delivered(String room, Message message) {
    record(new Event.Deliver(room, message.at(), message.prev(), message.id()));
  }

  /// It has its place and its id as a message has: it must not be missing either.
  @Override
  public void passed(String room, String kind, Message event) {
    delivered(room, event);
  }

  @Override
  public void signalled(String room, String from, String mark) {
    record(new Event.Hear(room, mark));
  }

  @Override
  public void rolledBack(String room, Position to) {
    record(new Event.Rollback(room, to));
  }

  @Override
  public void gap(String room, Position after, Position next) {
    record(new Event.Gap(room, after, next));
  }

  @Override
  public void acked(String room, String id, Position at, String level) {
    record(new Event.Ok(room, id, at, level));
  }

  @Override
  public void failed(String room, String id, String code, boolean mayBeStored) {
    record(mayBeStored ? new Event.GiveUp(room, id, code) : new Event.Fail(room, id, code));
  }
}
