package io.chatcluster.socketio;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// To whom something is said: the sockets of a namespace, or of some of its rooms, without some.
/// Immutable; each gets it once, in however many of the rooms it is.
public final class Broadcast {

  private final Namespace namespace;
  private final Set<String> rooms;
  private final Set<String> without;
  private final Set<ClientSocket> silent;

  Broadcast(Namespace namespace, Set<String> rooms, Set<String> without, Set<ClientSocket> silent) {
    this.namespace = namespace;
    this.rooms = rooms;
    this.without = without;
    this.silent = silent;
  }

  /// Also to those of these rooms; if no room is named, it is to everybody.
  public Broadcast to(String... names) {
    return new Broadcast(namespace, with(rooms, names), without, silent);
  }

  /// Not to those of these rooms.
  public Broadcast except(String... names) {
    return new Broadcast(namespace, rooms, with(without, names), silent);
  }

  /// Sends an event, encoded once for all.
  public void emit(String name, @Nullable Object... args) {
    EncodedPacket packet = EncodedEvent.of(namespace.name(), name, args).whole();
    forEach(socket -> socket.send(packet));
  }

  /// Sends an event to those who keep up.
  public void emitVolatile(String name, @Nullable Object... args) {
    EncodedPacket packet = EncodedEvent.of(namespace.name(), name, args).whole();
    forEach(socket -> socket.sendVolatile(packet));
  }

  /// Puts them all out of the namespace.
  public void disconnect() {
    forEach(ClientSocket::disconnect);
  }

  /// Who would get it.
  public List<ClientSocket> sockets() {
    List<ClientSocket> found = new ArrayList<>();
    forEach(found::add);
    return found;
  }

  private void forEach(Consumer<ClientSocket> what) {
    Set<ClientSocket> not = new HashSet<>(silent);
    without.forEach(room -> not.addAll(namespace.in(room)));
    Collection<ClientSocket> all = namespace.sockets();
    if (!rooms.isEmpty()) {
      Set<ClientSocket> some = new LinkedHashSet<>();
      rooms.forEach(room -> some.addAll(namespace.in(room)));
      all = some;
    }
    // What is done to one may end it, and others.
    for (ClientSocket socket : List.copyOf(all)) {
      if (!not.contains(socket)) {
        what.accept(socket);
      }
    }
  }

  private static Set<String> with(Set<String> some, String... more) {
    Set<String> all = new LinkedHashSet<>(some);
    all.addAll(List.of(more));
    return all;
  }
}
