package io.chatcluster.archive;

import io.chatcluster.protocol.Kind;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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
        Kind.CHAT,
        new byte[] {'{', '}'});
  }

  static ArchiveQueue.Entry entry(int partition, String queueId, String room, String prevAndAt) {
    return new ArchiveQueue.Entry(partition, at(queueId), pub(room, prevAndAt));
  }

  /// Plans entries, with the publications of room logs that are asked for.
  static ArchivePlan planned(
      ArchivePlan plan,
      List<ArchiveQueue.Entry> entries,
      Function<ArchivePlan.Missing, List<Publication>> refill) {
    Optional<ArchivePlan.Missing> missing = plan.add(entries);
    while (missing.isPresent()) {
      missing = plan.found(refill.apply(missing.get()));
    }
    return plan;
  }

  /// Plans entries whose predecessors are where they should be.
  static ArchivePlan planned(ArchivePlan plan, List<ArchiveQueue.Entry> entries) {
    return planned(plan, entries, _ -> List.of());
  }
}
