package io.chatcluster.peers;

import io.chatcluster.waiting.Answers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// A client of long-polling that says itself which node each request goes to.
final class PeerClient implements AutoCloseable {

  final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  final String sid;

  /// Begins a session.
  PeerClient(PeerNode at) {
    String packet = Answers.of(send(request(at, ""))).body();
    int from = packet.indexOf("\"sid\":\"") + 7;
    sid = packet.substring(from, packet.indexOf('"', from));
  }

  static HttpRequest.Builder request(PeerNode at, String more) {
    String uri = "http://127.0.0.1:" + at.port() + "/socket.io/?EIO=4&transport=polling" + more;
    return HttpRequest.newBuilder(URI.create(uri)).timeout(Duration.ofSeconds(20));
  }

  CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
    return http.sendAsync(request.build(), BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> pollLater(PeerNode at) {
    return send(request(at, "&sid=" + sid));
  }

  HttpResponse<String> poll(PeerNode at) {
    return Answers.of(pollLater(at));
  }

  HttpResponse<String> post(PeerNode at, String body) {
    return Answers.of(send(request(at, "&sid=" + sid).POST(BodyPublishers.ofString(body))));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
