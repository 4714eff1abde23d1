package io.chatcluster.loadtest.crowd;

/// How far a client has come on its way in.
public enum Phase {
  /// The connection is accepted.
  ACCEPTED("accepted"),
  /// It is a WebSocket, after TLS where there is some.
  UPGRADED("WebSocket open"),
  /// The token is good.
  CONNECTED("connected"),
  /// It is in its room.
  JOINED("joined");

  private final String title;

  Phase(String title) {
    this.title = title;
  }

  /// For people.
  public String title() {
    return title;
  }
}
