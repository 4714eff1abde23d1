package io.chatcluster.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The function library of the room log, and how Redis comes to have it.
///
/// It is loaded only if it is missing or different: a Redis that is full refuses to load anything,
/// and usually has it already. Any thread.
final class Library {

  /// The first one has what the others call.
  static final List<String> PARTS =
      List.of("chat1.lua", "chat1-fence.lua", "chat1-open.lua", "chat1-retire.lua");

  private static final String CODE = code();
  private static final String NAME = name(CODE);
  private static final String MISSING = "Function not found";

  private Library() {}

  /// Whether an answer from Redis says that it does not know the function.
  static boolean isMissing(Throwable failure) {
    return String.valueOf(failure.getMessage()).contains(MISSING);
  }

  /// Completes when Redis has the library.
  ///
  /// @param redis sends a command
  /// @return whether it had to be loaded
  static Future<Boolean> ensure(Function<Request, Future<Response>> redis) {
    Request list =
        Request.cmd(Command.FUNCTION).arg("LIST").arg("LIBRARYNAME").arg(NAME).arg("WITHCODE");
    return redis
        .apply(list)
        .compose(found -> isThere(found) ? Future.succeededFuture(false) : load(redis));
  }

  private static Future<Boolean> load(Function<Request, Future<Response>> redis) {
    return redis
        .apply(Request.cmd(Command.FUNCTION).arg("LOAD").arg("REPLACE").arg(CODE))
        .map(true);
  }

  private static boolean isThere(@Nullable Response libraries) {
    if (libraries == null || libraries.size() == 0) {
      return false;
    }
    Response code = libraries.get(0).get("library_code");
    return code != null && code.toString().equals(CODE);
  }

  private static String code() {
    return PARTS.stream().map(Library::part).collect(Collectors.joining("\n"));
  }

  private static String part(String file) {
    try (InputStream lua = Library.class.getResourceAsStream("/redis/" + file)) {
      return new String(
          Objects.requireNonNull(lua, file + " is missing").readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(String code) {
    Matcher name = Pattern.compile("name=(\\w+)").matcher(code);
    if (!name.find()) {
      throw new IllegalStateException("the function library has no name");
    }
    return name.group(1);
  }
}
