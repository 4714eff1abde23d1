package io.chatcluster.peers;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Requests of one event loop for sessions of other nodes: each is handed to the node that its
/// session's id begins with.
///
/// Owned by the loop on which it was made.
public final class Forwarding {

  private static final Pattern NODE = Pattern.compile("[A-Za-z0-9_-]{1,32}");

  /// Shorter than peers keep a silent connection: a request must not meet one that is being closed.
  private static final int IDLE_SECONDS = 20;

  private static final long TICK_MILLIS = 1_000;

  private final Means means;
  private final PeerSettings settings;
  private final Forwarded.Context context;
  private final Set<Forwarded> underWay = new LinkedHashSet<>();

  /// What it needs of others.
  ///
  /// @param clients the address of the client that makes a request
  public record Means(
      PeerDirectory directory,
      PeerDoor door,
      Proof proof,
      Function<HttpServerRequest, String> clients,
      PeerEvents events) {}

  public Forwarding(Vertx vertx, PeerSettings settings, Means means) {
    this.means = means;
    this.settings = settings;
    HttpClient http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout((int) settings.patience().toMillis())
                .setKeepAliveTimeout(IDLE_SECONDS)
                .setTcpNoDelay(true),
            new PoolOptions().setHttp1MaxSize(settings.most()));
    AddressBook book =
        new AddressBook(
            vertx, means.directory(), () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    context =
        new Forwarded.Context(
            vertx, http, book, settings, means, new ByteBudget(settings.mostBytes()), this::ended);
    vertx.setPeriodic(TICK_MILLIS, _ -> List.copyOf(underWay).forEach(Forwarded::check));
  }

  /// How many requests are under way.
  public int underWay() {
    return underWay.size();
  }

  /// Takes a request for a session that is not known here, if it is for another node and nobody has
  /// forwarded it already. To be called before any of its body is read.
  ///
  /// @return whether it is answered from here on; if not, the session does not exist
  public boolean takes(HttpServerRequest request, String sid) {
    String owner = owner(sid);
    boolean asked =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.POST);
    if (owner == null || owner.equals(settings.node()) || !asked || means.door().brought(request)) {
      return false;
    }
    if (underWay.size() >= settings.most()) {
      means.events().forwarded(Outcome.CROWDED);
      PeerAnswers.crowded(request);
    } else {
      Forwarded forwarded = new Forwarded(context, request, owner);
      underWay.add(forwarded);
      forwarded.begin();
    }
    return true;
  }

  private static @Nullable String owner(String sid) {
    int dot = sid.indexOf('.');
    String owner = dot < 0 ? "" : sid.substring(0, dot);
    return NODE.matcher(owner).matches() ? owner : null;
  }

  private void ended(Forwarded which) {
    underWay.remove(which);
  }
}
