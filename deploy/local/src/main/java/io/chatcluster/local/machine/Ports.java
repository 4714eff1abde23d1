package io.chatcluster.local.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/// TCP ports of the loopback interface: which are free, which are taken.
///
/// Free ports come from below the range that the kernel takes for outgoing connections, since under
/// load any port of that range may be in use by the time a server wants it.
public final class Ports {
  /// The highest port there is.
  public static final int LAST = 65_535;

  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;
  private static final int CONNECT_TIMEOUT_MILLIS = 500;

  private Ports() {}

  /// `count` different ports that nobody listened on a moment ago.
  public static List<Integer> free(int count) {
    Set<Integer> found = new LinkedHashSet<>();
    int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
    for (int tried = 0; tried < HIGHEST - LOWEST && found.size() < count; tried++) {
      port = port + 1 < HIGHEST ? port + 1 : LOWEST;
      if (!taken(port)) {
        found.add(port);
      }
    }
    if (found.size() < count) {
      throw new StartException("there are not %d free ports on this machine".formatted(count));
    }
    return new ArrayList<>(found);
  }

  /// A port that nobody listened on a moment ago.
  public static int free() {
    return free(1).getFirst();
  }

  /// `wanted` where it is free, else any free port.
  public static int freeOr(int wanted) {
    return taken(wanted) ? free() : wanted;
  }

  /// Whether somebody listens on the port, on loopback or on all addresses.
  ///
  /// With IPv6 too: a browser tries `localhost` there first, and would find somebody else.
  public static boolean taken(int port) {
    // Binding alone is not enough: macOS lets a socket for one address in beside a socket for all
    // addresses.
    return !canBind(loopback(port)) || listening(port) || (ipv6() && !canBind(loopback6(port)));
  }

  /// Whether this machine has loopback in IPv6; a kernel may lack all of IPv6.
  public static boolean ipv6() {
    return canBind(loopback6(0));
  }

  /// Whether a connection to the port on loopback is accepted.
  public static boolean listening(int port) {
    try (var socket = new Socket()) {
      socket.connect(loopback(port), CONNECT_TIMEOUT_MILLIS);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static boolean canBind(InetSocketAddress address) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }

  private static InetSocketAddress loopback6(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("::1"), port);
  }
}
