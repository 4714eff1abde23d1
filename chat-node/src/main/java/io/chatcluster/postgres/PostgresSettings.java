package io.chatcluster.postgres;

import java.time.Duration;

/// How to reach the database.
///
/// @param url `jdbc:postgresql://host:port/database`
/// @param pool connections for reads, at the most
/// @param maxWaiting reads that may wait for a connection or an answer
/// @param timeout how long a read, the wait for a lock, or the wait for a connection may take
/// @param writeTimeout how long a statement of the archiver may take
/// @param idleTransaction how long a transaction of a node that has fallen silent may stand open
public record PostgresSettings(
    String url,
    String user,
    String password,
    int pool,
    int maxWaiting,
    Duration timeout,
    Duration writeTimeout,
    Duration idleTransaction) {

  @Override
  public String toString() {
    return "PostgresSettings[url=" + url + ", user=" + user + ", pool=" + pool + "]";
  }
}
