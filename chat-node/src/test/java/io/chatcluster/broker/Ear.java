package io.chatcluster.broker;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RightsChange;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/// Writes down what is heard.
public final class Ear implements Subscriptions.Listener {

  public final List<RoomId> subscribed = new CopyOnWriteArrayList<>();
  public final List<Publication> published = new CopyOnWriteArrayList<>();
  public final List<String> committed = new CopyOnWriteArrayList<>();
  /// What came, one after the other.
  public final List<String> inOrder = new CopyOnWriteArrayList<>();

  public final List<RightsChange> rights = new CopyOnWriteArrayList<>();
  public final List<Signal> signalled = new CopyOnWriteArrayList<>();

  @Override
  public void subscribed(RoomId room) {
    subscribed.add(room);
  }

  @Override
  public void published(Publication publication) {
    inOrder.add("published");
    published.add(publication);
  }

  @Override
  public void committed(int partition, Position queueId, Set<Position> discarded) {
    committed.add(partition + " up to " + queueId + " without " + discarded);
  }

  @Override
  public void rightsChanged(RightsChange change) {
    inOrder.add("rights");
    rights.add(change);
  }

  @Override
  public void signalled(Signal signal) {
    signalled.add(signal);
  }
}
