package io.chatcluster.loadtest.dial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;

/// Asks a cluster for guest tokens: `POST /api/guest`. Owned by one thread.
public final class GuestDesk implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int MOST_TRIES = 10;
  private static final int OK = 200;
  private static final int REDIRECTION = 3;
  private static final int FORBIDDEN = 403;
  private static final int TOO_MANY = 429;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI guests;
  private final HttpClient client;

  /// @param guests as [Target#guests()]
  public GuestDesk(URI guests, SSLContext trust) {
    this.guests = guests;
    // One version is enough, and asking a proxy for another one costs a round trip.
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .sslContext(trust)
            .build();
  }

  /// That many tokens, each for a guest of its own.
  ///
  /// @throws CannotStartException if the cluster gives none
  public Credentials.Given ask(int count) throws InterruptedException {
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tokens.add(token("Load " + (i + 1)));
    }
    return new Credentials.Given(tokens);
  }

  private String token(String name) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(guests)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"" + name + "\"}"))
            .build();
    for (int tries = 1; ; tries++) {
      var answer = send(request);
      if (answer.statusCode() == OK) {
        return token(answer);
      }
      // The cluster gives so many a second.
      if (answer.statusCode() != TOO_MANY || tries == MOST_TRIES) {
        throw new CannotStartException(refusal(answer));
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private HttpResponse<String> send(HttpRequest request) throws InterruptedException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new CannotStartException("%s cannot be reached: %s".formatted(guests, reason(e)), e);
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private String refusal(HttpResponse<String> answer) {
    int status = answer.statusCode();
    var elsewhere = answer.headers().firstValue("Location");
    if (status / 100 == REDIRECTION && elsewhere.isPresent()) {
      return "%s sends clients to %s: use that address".formatted(guests, elsewhere.get());
    }
    return status == FORBIDDEN
        ? "%s lets no guests in (CHAT_GUESTS): use --secret-file".formatted(guests)
        : "%s answers %d and gives no token: use --secret-file".formatted(guests, status);
  }

  private String token(HttpResponse<String> answer) {
    try {
      var token = JSON.readTree(answer.body()).path("token").asText();
      if (!token.isEmpty()) {
        return token;
      }
    } catch (JsonProcessingException e) {
      throw new CannotStartException(guests + " answers with something else than JSON", e);
    }
    throw new CannotStartException(guests + " answers without a token");
  }

  @Override
  public void close() {
    client.close();
  }
}
