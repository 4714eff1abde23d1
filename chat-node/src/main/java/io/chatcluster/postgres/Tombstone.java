package io.chatcluster.postgres;

import io.chatcluster.protocol.Content;
import io.chatcluster.protocol.ContentCodec;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.Stamp;
import io.chatcluster.protocol.UserId;

/// What stands in the archive in place of an event that the database refuses, so that the room's
/// order has no hole.
record Tombstone(Publication publication, Stamp stamp) {

  private static final String TEXT = "[this message could not be archived]";

  /// No issuer of accounts may give out such an id, and no guest gets one that is a word.
  private static final UserId NOBODY = new UserId(UserId.GUEST_PREFIX + "nobody");

  private static final String NOBODYS_NAME = "unknown";

  static Tombstone of(Publication poison) {
    Stamp stamp = stampOf(poison);
    String name = stamp.from().equals(NOBODY) ? NOBODYS_NAME : stamp.from().value();
    Content instead = new Content.Chat(stamp, name, TEXT, null);
    return new Tombstone(
        new Publication(
            poison.room(),
            poison.at(),
            poison.prev(),
            poison.origin(),
            instead.kind(),
            ContentCodec.encode(instead)),
        stamp);
  }

  /// Not the event's own id: that may be what the database refused.
  private static Stamp stampOf(Publication poison) {
    long ts = 0;
    UserId from = NOBODY;
    try {
      Stamp stamp = Stamp.of(poison.body());
      ts = stamp.ts();
      from = stamp.from();
    } catch (IllegalArgumentException _) {
      // Whose it was cannot be known.
    }
    return new Stamp(ts, MessageId.create(ts, poison.at().epoch(), poison.at().offset()), from);
  }
}
