package io.chatcluster.local.monitoring;

import io.chatcluster.local.cluster.Cluster;
import io.chatcluster.local.node.NodeProcess;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;

/// Clients of long-polling, one after the other, whose sessions are on the first node and whose
/// messages come to the last one, which forwards them. Owned by the thread of its test.
final class Wanderer {
  private static final String PATH = "/socket.io/?EIO=4&transport=polling";
  private static final long EVERY_MILLIS = 500;

  private final Vertx vertx;
  private final HttpClient http;
  private final List<NodeProcess> nodes;
  private long timer;

  Wanderer(Vertx vertx, Cluster cluster) {
    this.http = vertx.createHttpClient();
    this.nodes = cluster.nodes();
    this.vertx = vertx;
  }

  void start() {
    timer = vertx.setPeriodic(EVERY_MILLIS, _ -> wander());
  }

  void stop() {
    vertx.cancelTimer(timer);
  }

  private void wander() {
    http.request(HttpMethod.GET, nodes.getFirst().port(), "127.0.0.1", PATH)
        .compose(HttpClientRequest::send)
        .compose(HttpClientResponse::body)
        .map(Wanderer::session)
        .compose(
            sid ->
                http.request(
                    HttpMethod.POST, nodes.getLast().port(), "127.0.0.1", PATH + "&sid=" + sid))
        .compose(request -> request.send("40"))
        .compose(HttpClientResponse::end)
        // The next one comes soon.
        .onFailure(_ -> {});
  }

  private static String session(Buffer opened) {
    return new JsonObject(opened.toString().substring(1)).getString("sid");
  }
}
