package io.chatcluster.session;

import io.chatcluster.node.Receipt;
import io.chatcluster.protocol.Command;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.MalformedException;
import io.chatcluster.protocol.Reply;
import io.chatcluster.protocol.RoomId;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tells a client what it was refused and why, and counts it. Owned by its session.
final class Refusals {

  private final SessionEvents events;
  private final Consumer<Reply> reply;
  private final Heed heed;

  /// @param heed told of everything that is the client's own doing
  /// @param reply how the client is told
  Refusals(SessionEvents events, Heed heed, Consumer<Reply> reply) {
    this.events = events;
    this.heed = heed;
    this.reply = reply;
  }

  void command(Command command, ErrorCode code) {
    command(command, code, retryAfter(code));
  }

  void command(Command command, ErrorCode code, long retryAfterMillis) {
    switch (command) {
      case Command.Chat chat -> {
        String id = chat.id() == null ? null : chat.id().value();
        tell(chat.ref(), id, chat.room(), code, retryAfterMillis);
      }
      case Command.Signal signal -> tell(signal.ref(), null, signal.room(), code, retryAfterMillis);
      case Command.Join join -> tell(join.ref(), null, join.room(), code, retryAfterMillis);
      case Command.Leave leave -> tell(leave.ref(), null, leave.room(), code, retryAfterMillis);
      case Command.History page -> tell(page.ref(), null, page.room(), code, retryAfterMillis);
      case Command.Connect(String ref, var _) -> tell(ref, null, null, code, retryAfterMillis);
      case Command.Ping(String ref) -> tell(ref, null, null, code, retryAfterMillis);
    }
  }

  /// @param id of the message, even if the node made it
  void message(Command.Chat chat, String id, ErrorCode code, long retryAfterMillis) {
    tell(chat.ref(), id, chat.room(), code, retryAfterMillis);
  }

  /// Something that is not a command, or concerns no room.
  void other(@Nullable String ref, ErrorCode code) {
    tell(ref, null, null, code, retryAfter(code));
  }

  void malformed(MalformedException e) {
    failed(e.code(), 0);
    String sentence = String.valueOf(e.getMessage());
    reply.accept(new Reply.Failed(e.ref(), e.id(), e.room(), e.code(), sentence, 0));
  }

  private void tell(
      @Nullable String ref,
      @Nullable String id,
      @Nullable RoomId room,
      ErrorCode code,
      long retryAfterMillis) {
    failed(code, retryAfterMillis);
    String named = room == null ? null : room.value();
    reply.accept(new Reply.Failed(ref, id, named, code, code.sentence(), retryAfterMillis));
  }

  private void failed(ErrorCode code, long retryAfterMillis) {
    events.failed(code);
    if (!ofTheServer(code)) {
      heed.refused(retryAfterMillis);
    }
  }

  /// Whether it is not the client's doing.
  private static boolean ofTheServer(ErrorCode code) {
    return retryAfter(code) > 0 || code == ErrorCode.RETRY_LATER || code == ErrorCode.INTERNAL;
  }

  private static long retryAfter(ErrorCode code) {
    boolean later =
        code == ErrorCode.UNAVAILABLE
            || code == ErrorCode.ARCHIVE_UNAVAILABLE
            || code == ErrorCode.OVERLOADED;
    return later ? Receipt.RETRY_AFTER_MILLIS : 0;
  }
}
