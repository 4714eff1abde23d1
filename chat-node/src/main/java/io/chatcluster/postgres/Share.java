package io.chatcluster.postgres;

/// Whom a connection is kept for: nobody uses up what the others need.
enum Share {
  /// Pages, resumes and old ids: what clients ask for.
  READS("reads"),

  /// Rooms that are opened: appends wait for them.
  OPENINGS("openings"),

  /// Messages of which nobody knows whether they are stored: acks wait for them.
  DOUBTS("doubts"),

  /// Epochs: after a restart of Redis everything waits for them.
  CLAIMS("claims");

  /// Connections of a node beside those for [#READS]: two of openings, one of each other share.
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
