package io.chatcluster.broker;

import io.chatcluster.protocol.Content;
import io.chatcluster.protocol.ContentCodec;
import io.chatcluster.protocol.Kind;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Stamp;
import io.chatcluster.protocol.UserId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An event on its way into a room log: encoded, but not placed yet.
///
/// Immutable; the body is a JSON object that begins with the stamp, and is never changed.
public final class Draft {

  private final Kind kind;
  private final UserId user;
  private final MessageId id;
  private final byte[] body;
  private final boolean proven;
  private final @Nullable Position lost;

  private Draft(
      Kind kind, UserId user, MessageId id, byte[] body, boolean proven, @Nullable Position lost) {
    this.kind = kind;
    this.user = user;
    this.id = id;
    this.body = body;
    this.proven = proven;
    this.lost = lost;
  }

  /// Encodes the content, once for the whole cluster.
  public static Draft of(Content content) {
    return of(content.kind(), content.stamp(), ContentCodec.encode(content));
  }

  /// An event of any kind, already encoded.
  ///
  /// @param body JSON object that begins with the stamp; not copied, must never change
  public static Draft of(Kind kind, Stamp stamp, byte[] body) {
    return new Draft(kind, stamp.from(), stamp.id(), body, false, null);
  }

  /// The same draft, after the archive has shown that it does not hold this id.
  public Draft asProven() {
    return new Draft(kind, user, id, body, true, null);
  }

  /// The same draft, after the archive has shown that it does not hold this id, and never will at
  /// `place`: the log must not take that place as a sign that it is stored.
  public Draft asLostAt(Position place) {
    return new Draft(kind, user, id, body, true, place);
  }

  public Kind kind() {
    return kind;
  }

  public UserId user() {
    return user;
  }

  public MessageId id() {
    return id;
  }

  /// The JSON object of the content. Shared: do not change it.
  @SuppressWarnings("ReferenceEscape")
  public byte[] body() {
    return body;
  }

  /// Whether the archive was asked about this id and does not hold it.
  public boolean proven() {
    return proven;
  }

  /// The place of this id that is known to be lost.
  public Optional<Position> lostAt() {
    return Optional.ofNullable(lost);
  }
}
