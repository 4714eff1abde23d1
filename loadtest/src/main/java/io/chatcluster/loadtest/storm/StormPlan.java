package io.chatcluster.loadtest.storm;

import io.chatcluster.loadtest.dial.Credentials;
import java.net.URI;
import java.util.List;

/// Who comes, and where to.
///
/// @param urls where WebSockets are opened, in turn
/// @param people how many there are, each in a room of their own
/// @param rate arrivals a second before the storm
/// @param roomPrefix begins the names of the rooms
/// @param stay whether connections outlive the storm, so that everybody joins again over theirs;
///     else all are opened anew
/// @param threads event loops
public record StormPlan(
    List<URI> urls,
    Credentials credentials,
    int people,
    int rate,
    String roomPrefix,
    boolean stay,
    int threads) {
  public StormPlan {
    urls = List.copyOf(urls);
  }

  URI url(int person) {
    return urls.get(person % urls.size());
  }

  String room(int person) {
    return roomPrefix + "-" + person;
  }
}
