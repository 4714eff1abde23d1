package io.chatcluster.limits;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Where a client comes from, as far as limits tell clients apart: an IPv4 address, or the /64 of
/// an IPv6 address, which one household or machine usually has to itself. An IPv4 address mapped
/// into IPv6 counts as the IPv4 address.
///
/// @param value has no blanks
public record ClientAddress(String value) {

  /// An unknown address; all clients with one share what one address may have.
  public static final ClientAddress UNKNOWN = new ClientAddress("unknown");

  private static final int NETWORK_BYTES = 8;

  static ClientAddress of(InetAddress address) {
    if (address instanceof Inet6Address) {
      byte[] network = Arrays.copyOf(address.getAddress(), NETWORK_BYTES);
      return new ClientAddress(HexFormat.of().formatHex(network) + "/64");
    }
    return new ClientAddress(address.getHostAddress());
  }

  /// Reads an address from a header or a socket: perhaps in brackets, with a port or a zone. Never
  /// asks a name server.
  ///
  /// @return null if it is not an address
  static @Nullable InetAddress parse(String text) {
    String plain = text.strip();
    if (plain.startsWith("[")) {
      int end = plain.indexOf(']');
      plain = end < 0 ? "" : plain.substring(1, end);
    } else if (plain.indexOf(':') >= 0 && plain.indexOf(':') == plain.lastIndexOf(':')) {
      plain = plain.substring(0, plain.indexOf(':'));
    }
    int zone = plain.indexOf('%');
    if (zone >= 0) {
      plain = plain.substring(0, zone);
    }
    try {
      return InetAddress.ofLiteral(plain);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }
}
