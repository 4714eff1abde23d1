package io.chatcluster.local.nginx;

/// What one client address may do, as nginx enforces it.
///
/// @param sockets WebSockets at a time; of polls twice as many
/// @param handshakesPerSecond new sessions a second; `burst` more at once
/// @param requestsPerSecond other requests a second; `burst` more at once
public record NginxLimits(int sockets, int handshakesPerSecond, int requestsPerSecond, int burst) {

  /// nginx' own limit.
  private static final int MOST_POLLS = 65_535;

  /// On one machine all clients have the same address, so these are far above what one person does.
  public static NginxLimits generous() {
    return new NginxLimits(60_000, 20_000, 20_000, 20_000);
  }

  /// The text of `conf.d/rates.conf`.
  String configuration() {
    return """
    limit_conn_zone $chat_socket_key zone=chat_sockets:1m;
    limit_conn chat_sockets %d;
    limit_conn_zone $chat_poll_key zone=chat_polls:1m;
    limit_conn chat_polls %d;
    limit_req_zone $chat_handshake_key zone=chat_handshakes:1m rate=%dr/s;
    limit_req zone=chat_handshakes burst=%d nodelay;
    limit_req_zone $chat_request_key zone=chat_requests:1m rate=%dr/s;
    limit_req zone=chat_requests burst=%d nodelay;
    """
        .formatted(
            sockets,
            Math.min(2 * sockets, MOST_POLLS),
            handshakesPerSecond,
            burst,
            requestsPerSecond,
            burst);
  }
}
