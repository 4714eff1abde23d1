package io.chatcluster.loadtest.check;

import java.util.ArrayList;
import java.util.List;

/// Collects violations. Owned by one check of a run.
final class Findings {

  static final int ACKED_LOST = 1;
  static final int DUPLICATE = 2;
  static final int ORDER = 3;
  static final int PHANTOM = 4;
  static final int STUCK = 5;
  static final int CHAIN = 6;
  static final int ROLLED_BACK = 7;
  static final int ARCHIVE = 8;
  static final int FIFO = 10;
  static final int SIGNAL = 11;

  private final List<Violation> violations = new ArrayList<>();

  void add(int check, String sentence, Object... ids) {
    List<String> texts = new ArrayList<>(ids.length);
    for (Object id : ids) {
      texts.add(id.toString());
    }
    violations.add(new Violation(check, sentence, List.copyOf(texts)));
  }

  List<Violation> all() {
    return List.copyOf(violations);
  }
}
