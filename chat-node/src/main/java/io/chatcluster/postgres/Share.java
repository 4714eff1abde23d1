package io.chatcluster.postgres;

/// What a connection is reserved for, so that none of these uses up what the others need.
enum Share {
  /// Pages, resumes and old ids: what clients ask for.
  READS("reads"),

  /// Rooms that are opened: appends wait for them.
  OPENINGS("openings"),

  /// Messages that may or may not be stored: acks wait for them.
  DOUBTS("doubts"),

  /// Epochs: after a restart of Redis everything waits for them.
  CLAIMS("claims");

  /// A node's connections besides those for [#READS]: two for openings, one for each other share.
  static final int KEPT = 4;

  private final String word;

  Share(String word) {
    this.word = word;
  }

  /// How many of the connections it may use at once.
  int connections(int reads) {
    return switch (this) {
      case READS -> reads;
      case OPENINGS -> 2;
      case DOUBTS, CLAIMS -> 1;
    };
  }

  String word() {
    return word;
  }
}
