package io.chatcluster.postgres;

import java.time.Duration;

/// How to reach the database.
///
/// @param url `jdbc:postgresql://host:port/database`
/// @param pool connections for reads, at the most
/// @param maxWaiting reads that may wait for a connection or an answer
/// @param timeout how long one statement, or the wait for a connection, may take
public record PostgresSettings(
    String url, String user, String password, int pool, int maxWaiting, Duration timeout) {

  @Override
  public String toString() {
    return "PostgresSettings[url=" + url + ", user=" + user + ", pool=" + pool + "]";
  }
}
