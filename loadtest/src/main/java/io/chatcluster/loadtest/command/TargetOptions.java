package io.chatcluster.loadtest.command;

import io.chatcluster.loadtest.client.Tokens;
import io.chatcluster.loadtest.dial.CannotStartException;
import io.chatcluster.loadtest.dial.Credentials;
import io.chatcluster.loadtest.dial.Dialer;
import io.chatcluster.loadtest.dial.GuestDesk;
import io.chatcluster.loadtest.dial.ProcessLimits;
import io.chatcluster.loadtest.dial.Target;
import io.chatcluster.loadtest.dial.Trust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Where to, and how to get in: the options that all load tests share. Filled in by picocli.
final class TargetOptions {
  @Parameters(
      paramLabel = "URL",
      description = "the cluster: http://, https://, ws:// or wss://, any host; /ws without a path")
  private String url = "";

  @Option(
      order = 101,
      names = "--secret-file",
      paramLabel = "FILE",
      description = {
        "signs tokens with the secret in this file (CHAT_TOKEN_SECRET), a user for every socket;",
        "without it: guest tokens from POST /api/guest"
      })
  private @Nullable Path secretFile;

  @Option(
      order = 102,
      names = "--guests",
      paramLabel = "N",
      description = "how many guest tokens the sockets share (${DEFAULT-VALUE})")
  private int guests = 10;

  @Option(order = 120, names = "--issuer", description = "iss of signed tokens (${DEFAULT-VALUE})")
  private String issuer = Tokens.ISSUER;

  @Option(
      order = 121,
      names = "--audience",
      description = "aud of signed tokens (${DEFAULT-VALUE})")
  private String audience = Tokens.AUDIENCE;

  @Option(
      order = 103,
      names = "--ca-file",
      paramLabel = "FILE",
      description = "believe only certificates signed by those in this PEM file")
  private @Nullable Path caFile;

  @Option(
      order = 122,
      names = "--insecure",
      description = "believe any certificate, under any name")
  private boolean insecure;

  @Option(
      order = 104,
      names = "--source-address",
      paramLabel = "IP",
      split = ",",
      description = {
        "connect from these local addresses in turn; one address has about 28,000 ports.",
        "On Linux every 127.x.y.z reaches a cluster on the same machine"
      })
  private List<String> sourceAddresses = List.of();

  @Option(
      order = 105,
      names = "--threads",
      paramLabel = "N",
      description = "event loops of the load test (${DEFAULT-VALUE})")
  private int threads = 1;

  TargetOptions() {}

  /// Everything needed to connect.
  ///
  /// @param dialer opens connections
  record Entrance(Target target, Credentials credentials, Dialer dialer) {}

  int threads() {
    return threads;
  }

  /// Checks the options, and asks the cluster for tokens where that is wanted.
  ///
  /// @param sockets how many will be opened
  /// @param prefix begins the users' ids
  Entrance open(long sockets, String prefix) throws InterruptedException {
    var target = Target.of(url);
    Checks.positive("--threads", threads);
    Checks.positive("--guests", guests);
    if (insecure && caFile != null) {
      throw new CannotStartException("--insecure believes everybody: --ca-file has no meaning");
    }
    var sources = sources();
    ProcessLimits.ofThisProcess().require(sockets, Math.max(1, sources.size()));
    var trust = trust();
    return new Entrance(target, credentials(target, trust, prefix), new Dialer(trust, sources));
  }

  private List<InetAddress> sources() {
    var sources = new ArrayList<InetAddress>();
    for (var address : sourceAddresses) {
      try {
        sources.add(InetAddress.getByName(address));
      } catch (UnknownHostException e) {
        throw new CannotStartException("'%s' is not an address".formatted(address), e);
      }
    }
    return sources;
  }

  private SSLContext trust() {
    if (insecure) {
      return Trust.blind();
    }
    return caFile == null ? Trust.usual() : Trust.in(caFile);
  }

  private Credentials credentials(Target target, SSLContext trust, String prefix)
      throws InterruptedException {
    if (secretFile == null) {
      try (var desk = new GuestDesk(target.guests(), trust)) {
        return desk.ask(guests);
      }
    }
    try {
      var secret = Files.readString(secretFile).strip();
      if (secret.isEmpty()) {
        throw new CannotStartException(secretFile + " is empty");
      }
      return new Credentials.Signed(new Tokens(secret, issuer, audience), prefix);
    } catch (IOException e) {
      throw new CannotStartException("%s cannot be read".formatted(secretFile), e);
    }
  }

  /// For reports.
  void describe(Map<String, String> settings, Entrance entrance) {
    settings.put("tokens", entrance.credentials().title());
    if (entrance.target().secure()) {
      settings.put("certificates", insecure ? "any" : caFile == null ? "usual" : "" + caFile);
    }
    if (!sourceAddresses.isEmpty()) {
      settings.put("from", String.join(", ", sourceAddresses));
    }
    settings.put("event loops", String.valueOf(threads));
  }
}
