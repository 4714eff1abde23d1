package io.chatcluster.node;

import io.chatcluster.broker.Broker;
import io.chatcluster.protocol.Drop;
import io.chatcluster.protocol.Signal;

/// What one loop's sessions tell others in passing, on its way to the cluster.
///
/// Owned by its loop. Nothing is tried twice. If Redis is away or does not keep up, nothing waits
/// for it: it is dropped, and counted.
final class Signalling implements SignalPace.Outcomes {

  private final Loop loop;
  private final Broker broker;
  private final NodeEvents events;
  private final int mostWaiting;
  private final SignalPace pace;
  private int waiting;
  private boolean ticking;

  Signalling(Loop loop, Broker broker, SignalSettings settings, NodeEvents events) {
    this.loop = loop;
    this.broker = broker;
    this.events = events;
    this.mostWaiting = settings.waiting();
    this.pace = new SignalPace(settings.interval().toMillis(), settings.waiting(), this);
  }

  void signal(Signal signal) {
    events.signalled();
    pace.signal(signal, loop.elapsedMillis());
    tickLater();
  }

  private void tickLater() {
    long wait = ticking ? -1 : pace.waitMillis(loop.elapsedMillis());
    if (wait > 0) {
      ticking = true;
      loop.after(wait, this::tick);
    }
  }

  private void tick() {
    ticking = false;
    pace.tick(loop.elapsedMillis());
    tickLater();
  }

  @Override
  public void send(Signal signal) {
    if (waiting >= mostWaiting) {
      events.dropped(Drop.WAITING, 1);
      return;
    }
    waiting++;
    broker
        .signal(signal)
        .onComplete(
            done -> {
              waiting--;
              if (done.failed()) {
                events.dropped(Drop.UNAVAILABLE, 1);
              }
            });
  }

  @Override
  public void dropped(Drop why, int signals) {
    events.dropped(why, signals);
  }
}
