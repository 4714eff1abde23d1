package io.chatcluster.node;

/// Both ways to read of one loop in a test.
record Readers(LogReader log, History history) {

  static Readers of(MemoryLog log, Loop loop, Deadlines deadlines, int pageBytes) {
    Stores stores = new Stores(log, log.archive());
    OpenLog open = new OpenLog(stores, new Opener(stores, new NodeEvents() {}), loop);
    return new Readers(
        new LogReader(stores, open, deadlines, pageBytes),
        new History(stores, open, deadlines, pageBytes));
  }
}
