package io.chatcluster.socketchat;

import io.chatcluster.engineio.Frame;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import io.chatcluster.room.Batch;
import io.chatcluster.room.Delivery;
import io.chatcluster.room.Signals;
import io.chatcluster.socketio.EncodedEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The encoded forms of the delivery that is offered at the moment: the body of each of its events
/// once, and each event once for every offset that it ends in.
///
/// Owned by one event loop. A hub offers the same object to all members, one after the other, so
/// one place is enough.
final class Encodings {

  /// One event of a delivery.
  static final class Encoded {
    private final EncodedEvent event;
    private final Map<String, Frame> frames = new HashMap<>();

    /// The frames of those who are in this room only, by the number that they have for it.
    private final List<@Nullable Frame> ofOneRoom = new ArrayList<>();

    /// The socket that does not get it; null if all do.
    private final @Nullable String notFor;

    Encoded(EncodedEvent event, @Nullable String notFor) {
      this.event = event;
      this.notFor = notFor;
    }

    boolean isFor(String socket) {
      return !socket.equals(notFor);
    }

    /// The event as a session gets it, which stands there.
    Frame at(Places places) {
      int number = places.onlyNumber();
      if (number < 0 || number >= FEW) {
        return frames.computeIfAbsent(places.offset(), this::ending);
      }
      while (ofOneRoom.size() <= number) {
        ofOneRoom.add(null);
      }
      Frame frame = ofOneRoom.get(number);
      if (frame == null) {
        frame = ending(places.offset());
        ofOneRoom.set(number, frame);
      }
      return frame;
    }

    private Frame ending(String offset) {
      byte[] tail = ('"' + offset + '"').getBytes(StandardCharsets.US_ASCII);
      return event.with(tail).text();
    }
  }

  private static final int FEW = 16;

  private final @Nullable RoomId lobby;
  private @Nullable Delivery delivery;
  private List<Encoded> encoded = List.of();

  Encodings(@Nullable RoomId lobby) {
    this.lobby = lobby;
  }

  /// The events of a delivery, in its order.
  @SuppressWarnings("ReferenceEquality") // The same object for all who are offered it.
  List<Encoded> of(Delivery offered) {
    if (offered != delivery) {
      encoded =
          switch (offered) {
            case Batch batch -> batch.publications().stream().map(this::encode).toList();
            case Signals signals -> signals.signals().stream().map(Encodings::encode).toList();
          };
      delivery = offered;
    }
    return encoded;
  }

  private Encoded encode(Publication publication) {
    boolean inLobby = publication.room().equals(lobby);
    return new Encoded(
        Events.publication(publication, inLobby), inLobby ? Events.notFor(publication) : null);
  }

  private static Encoded encode(Signal signal) {
    return new Encoded(Events.signal(signal), null);
  }
}
