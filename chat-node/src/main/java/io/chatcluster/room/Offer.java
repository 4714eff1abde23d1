package io.chatcluster.room;

/// What an outlet says to a batch.
public enum Offer {
  /// It will be written, after everything offered before.
  ACCEPTED,
  /// The outlet is full; nothing of the batch was taken. The member reads it from the log later.
  OVERFLOW,
  /// The connection is gone.
  CLOSED
}
