package io.chatcluster.loadtest.dial;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Scanner;

/// What the system lets this process have.
///
/// @param files open files; every socket is one
/// @param ports local ports of one address, for connections to one other
public record ProcessLimits(long files, int ports) {
  /// Jars, event loops, reports.
  private static final int OWN_FILES = 200;

  private static final Path PORT_RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
  private static final int USUAL_PORTS = 16_384;

  /// Those of this process. The JVM has already raised the soft limit of files to the hard one.
  public static ProcessLimits ofThisProcess() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    long files =
        system instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount()
            : Long.MAX_VALUE;
    return new ProcessLimits(files, portRange());
  }

  private static int portRange() {
    try (var range = new Scanner(Files.readString(PORT_RANGE))) {
      int lowest = range.nextInt();
      return range.nextInt() - lowest + 1;
    } catch (IOException | NoSuchElementException _) {
      // Not Linux: what most systems have.
      return USUAL_PORTS;
    }
  }

  /// Checks that so many sockets can be opened from so many addresses.
  ///
  /// @throws CannotStartException that says what to do if they cannot
  public void require(long sockets, int addresses) {
    if (sockets + OWN_FILES > files) {
      throw new CannotStartException(
          String.format(
              Locale.ROOT,
              "%,d sockets need %,d open files and this process may have %,d: raise the limit"
                  + " (ulimit -n), or run several load tests with fewer sockets each",
              sockets,
              sockets + OWN_FILES,
              files));
    }
    long room = (long) ports * addresses;
    if (sockets > room) {
      throw new CannotStartException(
          String.format(
              Locale.ROOT,
              "%,d sockets to one address need as many local ports, and there are %,d: give more"
                  + " addresses of this machine with --source-address, or widen"
                  + " net.ipv4.ip_local_port_range",
              sockets,
              room));
    }
  }
}
