package io.chatcluster.socketio;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// An application of namespaces with rooms, on one event loop. Owned by it.
public final class Namespaces implements SocketApplication {

  /// What namespaces that nobody has named have in common.
  private record Family(Predicate<String> names, Host host) {}

  private final SocketSettings settings;
  private final Map<String, Namespace> known = new HashMap<>();
  private final List<Family> families = new ArrayList<>();

  public Namespaces(SocketSettings settings) {
    this.settings = settings;
  }

  /// Makes a namespace, which is there for good.
  ///
  /// @param name begins with a slash; `/` is the main one
  public Namespace add(String name, Host host) {
    Namespace namespace = new Namespace(name, host, settings.rooms());
    if (!name.startsWith("/") || name.contains(",") || known.putIfAbsent(name, namespace) != null) {
      throw new IllegalArgumentException("no name for a namespace: " + name);
    }
    return namespace;
  }

  /// Makes namespaces when somebody comes for them; each is there until the last one has left it.
  /// Those who were made by [#add] go before, and earlier families before later ones.
  public void addAll(Predicate<String> names, Host host) {
    families.add(new Family(names, host));
  }

  /// The namespace of that name; null if there is none at the moment.
  public @Nullable Namespace get(String name) {
    return known.get(name);
  }

  @Override
  public Entrance connected(HttpServerRequest request) {
    Handshake handshake = Handshake.of(request);
    return entry -> enter(entry, handshake);
  }

  private Future<Answer> enter(Entry entry, Handshake handshake) {
    Namespace fixed = known.get(entry.namespace());
    if (fixed != null) {
      return fixed.enter(entry, handshake);
    }
    for (Family family : families) {
      if (family.names().test(entry.namespace())) {
        Namespace made =
            new Namespace(entry.namespace(), family.host(), settings.rooms(), known::remove);
        known.put(made.name(), made);
        return made.enter(entry, handshake);
      }
    }
    return Future.succeededFuture(new Answer.Refused("Invalid namespace"));
  }
}
