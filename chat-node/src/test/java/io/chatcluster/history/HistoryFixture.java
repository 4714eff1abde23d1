package io.chatcluster.history;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;

/// Words in which the tests of the archiver are written.
final class HistoryFixture {

  private HistoryFixture() {}

  static Position at(String text) {
    return Position.parse(text);
  }

  /// A publication, `prev>at`.
  static Publication pub(String room, String prevAndAt) {
    int arrow = prevAndAt.indexOf('>');
    return new Publication(
        new RoomId(room),
        at(prevAndAt.substring(arrow + 1)),
        at(prevAndAt.substring(0, arrow)),
        "n1",
        new byte[] {'{', '}'});
  }

  static ArchiveLog.Entry entry(int partition, String logId, String room, String prevAndAt) {
    return new ArchiveLog.Entry(partition, at(logId), pub(room, prevAndAt));
  }
}
