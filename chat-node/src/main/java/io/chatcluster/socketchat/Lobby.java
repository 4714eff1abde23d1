package io.chatcluster.socketchat;

import io.chatcluster.protocol.Command;
import io.chatcluster.protocol.Reply;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Topic;
import io.chatcluster.socketio.Ack;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/// The room that everybody enters, as tutorials have it: whoever comes is shown the last messages,
/// and may say their name.
final class Lobby {

  private Lobby() {}

  /// Enters it, if there is one, and shows what was said there: `loadMessages`.
  static void enter(ChatSocket chat, SocketChatSettings settings) {
    RoomId lobby = settings.lobby();
    if (lobby != null) {
      String ref =
          chat.await(
              reply -> {
                if (reply instanceof Reply.Joined && settings.pages() > 0) {
                  load(chat, lobby, settings.pages());
                }
              });
      chat.session().received(new Command.Join(ref, lobby, null));
    }
  }

  private static void load(ChatSocket chat, RoomId lobby, int messages) {
    String ref =
        chat.await(
            reply -> {
              if (reply instanceof Reply.History page) {
                chat.say("loadMessages", Answers.messages(page.messages()));
              }
            });
    chat.session().received(new Command.History(ref, lobby, messages, null));
  }

  /// Tells the others who has come: `userJoined`.
  static void announce(ChatSocket chat, SocketChatSettings settings, Ack ack) {
    RoomId lobby = settings.lobby();
    if (lobby == null) {
      ack.answer(new JsonObject().put("status", "error").put("code", "bad_room"));
      return;
    }
    String ref = chat.await(reply -> ack.answer(Answers.of(reply)));
    chat.session().received(new Command.Signal(ref, lobby, new Topic(Commands.JOINED), null));
  }

  /// The name in `join`: a text, or an object that has one; else empty.
  static String name(JsonArray arguments) {
    Object first = arguments.isEmpty() ? null : arguments.getValue(0);
    if (first instanceof JsonObject object) {
      Object name = object.getValue("name", object.getValue("username"));
      return name instanceof String text ? text : "";
    }
    return first instanceof String text ? text : "";
  }
}
