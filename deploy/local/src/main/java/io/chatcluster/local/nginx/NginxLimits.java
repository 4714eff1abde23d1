package io.chatcluster.local.nginx;

/// What one client address may do, as nginx enforces it.
///
/// @param sockets WebSockets at a time
/// @param handshakesPerSecond new WebSockets a second; `burst` more at once
/// @param requestsPerSecond other requests a second; `burst` more at once
public record NginxLimits(int sockets, int handshakesPerSecond, int requestsPerSecond, int burst) {

  /// On one machine all clients have the same address, so these are far above what one person does.
  public static NginxLimits generous() {
    return new NginxLimits(60_000, 20_000, 20_000, 20_000);
  }

  /// The text of `conf.d/rates.conf`.
  String configuration() {
    return """
    limit_conn_zone $chat_socket_key zone=chat_sockets:1m;
    limit_conn chat_sockets %d;
    limit_req_zone $chat_socket_key zone=chat_handshakes:1m rate=%dr/s;
    limit_req zone=chat_handshakes burst=%d nodelay;
    limit_req_zone $chat_request_key zone=chat_requests:1m rate=%dr/s;
    limit_req zone=chat_requests burst=%d nodelay;
    """
        .formatted(sockets, handshakesPerSecond, burst, requestsPerSecond, burst);
  }
}
