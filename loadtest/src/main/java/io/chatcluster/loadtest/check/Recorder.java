package io.chatcluster.loadtest.check;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;

/// The append-only history of all clients of a run, in memory. Any thread.
public final class Recorder {

  private final LongSupplier nanos;
  private final LongSupplier wallMillis;
  private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();

  /// @param nanos a clock that never goes back
  public Recorder(LongSupplier nanos, LongSupplier wallMillis) {
    this.nanos = nanos;
    this.wallMillis = wallMillis;
  }

  /// The log of one client, to be given to it as its listener. One thread at a time.
  public ClientLog client(String name) {
    return new ClientLog(name, this);
  }

  void record(String client, Event event) {
    entries.add(new Entry(nanos.getAsLong(), wallMillis.getAsLong(), client, event));
  }

  /// Everything so far; the entries of one client are in its order.
  public List<Entry> history() {
    return List.copyOf(entries);
  }

  /// Writes everything so far, one JSON object a line.
  public void write(Writer out) throws IOException {
    HistoryJson.write(out, entries);
  }
}
