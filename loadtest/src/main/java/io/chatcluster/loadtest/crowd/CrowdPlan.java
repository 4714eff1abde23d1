package io.chatcluster.loadtest.crowd;

import io.chatcluster.loadtest.dial.Credentials;
import java.net.URI;
import java.time.Duration;

/// Who comes, how fast, and what they do then.
///
/// @param url where WebSockets are opened
/// @param sockets how many clients there are
/// @param rate arrivals a second
/// @param rooms they are spread over so many; 0: they join none
/// @param roomPrefix begins the names of the rooms
/// @param timeout how long a client may take to come in
/// @param pingEvery time between two `ping` commands of a client; zero: it sends none
/// @param comeBack whether clients come back as the protocol says; else one that fails is gone
/// @param threads event loops
public record CrowdPlan(
    URI url,
    Credentials credentials,
    int sockets,
    int rate,
    int rooms,
    String roomPrefix,
    Duration timeout,
    Duration pingEvery,
    boolean comeBack,
    int threads) {

  /// Where a client's way in ends.
  public Phase last() {
    return rooms > 0 ? Phase.JOINED : Phase.CONNECTED;
  }

  /// The room of that client; only where there are rooms.
  String room(int client) {
    return roomPrefix + "-" + client % rooms;
  }
}
