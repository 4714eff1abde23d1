package io.chatcluster.loadtest.client;

/// What the core has done to its connection. At most one connection is open or being opened.
///
/// Obligations: 1. frames go out in the order of the calls; 2. frames of a connection come in in
/// order; 3. every [#connect] is answered by one `opened`, or by one `closed` if it failed;
/// 4. an opened connection that ends by itself is reported by one `closed`; 5. after [#disconnect]
/// nothing of that connection is reported any more, not even that it closed.
public interface Wire {

  void send(Command command);

  /// Opens a new connection, to any node, after this time.
  void connect(long afterMillis);

  /// Drops the connection, or the attempt to open one.
  void disconnect();
}
