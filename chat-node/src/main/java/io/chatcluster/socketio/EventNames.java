package io.chatcluster.socketio;

import io.vertx.core.json.JsonArray;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an event may be called.
final class EventNames {

  /// Names that the programs of both sides have for themselves.
  private static final Set<String> RESERVED =
      Set.of(
          "connect",
          "connect_error",
          "disconnect",
          "disconnecting",
          "newListener",
          "removeListener");

  private EventNames() {}

  /// The name of an event with these arguments. One that is a number is called by its digits.
  static String of(JsonArray args, int longest) throws MalformedException {
    @Nullable Object first = args.isEmpty() ? null : args.getValue(0);
    String name =
        switch (first) {
          case String text -> text;
          case Number number -> number.toString();
          case null, default -> throw new MalformedException("an event without a name");
        };
    if (name.length() > longest) {
      throw new MalformedException("an event with a name that is too long");
    }
    if (RESERVED.contains(name)) {
      throw new MalformedException("an event with a name that is not for clients");
    }
    return name;
  }

  /// Fails if this side must not send an event of that name.
  static void check(String name) {
    if (RESERVED.contains(name)) {
      throw new IllegalArgumentException("\"" + name + "\" is the name of no event");
    }
  }
}
