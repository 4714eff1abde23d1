package io.chatcluster.limits;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The proxies that are trusted to say on whose behalf they call. Any thread.
///
/// `X-Forwarded-For` is a list to whose right end each proxy adds the address that called it. So it
/// is read from the right, beginning with the peer of the socket itself, and the first address that
/// is not a trusted proxy is the client's. Everything to the left is only that client's claim. An
/// entry that is not an address ends the reading: the client is then the proxy that passed it on.
public final class Proxies {

  /// How many entries of the header are looked at, from the right.
  private static final int MOST_HOPS = 16;

  private static final Logger LOG = LoggerFactory.getLogger(Proxies.class);

  private final List<Network> trusted;
  private final AtomicBoolean warned = new AtomicBoolean();

  /// @param prefix the bits that all its addresses share, as a number
  private record Network(int addressBits, int bits, BigInteger prefix) {

    static Network of(InetAddress address, int bits) {
      byte[] bytes = address.getAddress();
      int all = bytes.length * Byte.SIZE;
      return new Network(all, bits, new BigInteger(1, bytes).shiftRight(all - bits));
    }

    boolean has(InetAddress other) {
      byte[] bytes = other.getAddress();
      return bytes.length * Byte.SIZE == addressBits
          && new BigInteger(1, bytes).shiftRight(addressBits - bits).equals(prefix);
    }
  }

  private Proxies(List<Network> trusted) {
    this.trusted = List.copyOf(trusted);
  }

  /// @param list addresses and networks (such as `10.0.0.0/8`), separated by commas; may be empty
  /// @throws IllegalArgumentException with a sentence that names the bad one
  public static Proxies of(String list) {
    return new Proxies(
        Arrays.stream(list.split(","))
            .map(String::strip)
            .filter(entry -> !entry.isEmpty())
            .map(Proxies::network)
            .toList());
  }

  private static Network network(String entry) {
    int slash = entry.indexOf('/');
    String text = slash < 0 ? entry : entry.substring(0, slash);
    InetAddress address = text.matches("[0-9a-fA-F:.]+") ? ClientAddress.parse(text) : null;
    if (address == null || (text.indexOf(':') < 0 && text.split("\\.", -1).length != 4)) {
      throw new IllegalArgumentException("'" + entry + "' is neither an address nor a network");
    }
    int most = address.getAddress().length * Byte.SIZE;
    String bits = slash < 0 ? String.valueOf(most) : entry.substring(slash + 1);
    if (!bits.matches("\\d{1,3}") || Integer.parseInt(bits) > most) {
      throw new IllegalArgumentException("'" + entry + "' is not a network of " + most + " bits");
    }
    return Network.of(address, Integer.parseInt(bits));
  }

  /// Who makes a request.
  ///
  /// @param peer the other end of the socket
  /// @param forwardedFor all `X-Forwarded-For` headers, in their order
  public ClientAddress client(@Nullable String peer, List<String> forwardedFor) {
    InetAddress client = peer == null ? null : ClientAddress.parse(peer);
    if (client == null) {
      return ClientAddress.UNKNOWN;
    }
    List<String> hops = hops(forwardedFor);
    if (!hops.isEmpty() && !trusts(client)) {
      warn(client);
    }
    for (int i = hops.size() - 1; i >= 0 && trusts(client); i--) {
      InetAddress before = ClientAddress.parse(hops.get(i));
      if (before == null) {
        break;
      }
      client = before;
    }
    return ClientAddress.of(client);
  }

  private static List<String> hops(List<String> forwardedFor) {
    List<String> hops = new ArrayList<>();
    for (String header : forwardedFor) {
      hops.addAll(Arrays.asList(header.split(",", -1)));
    }
    return hops.subList(Math.max(0, hops.size() - MOST_HOPS), hops.size());
  }

  private void warn(InetAddress peer) {
    if (warned.compareAndSet(false, true)) {
      LOG.warn(
          "{} sends X-Forwarded-For and is not one of CHAT_TRUSTED_PROXIES: if it is a proxy, all of"
              + " its clients count as one address",
          peer.getHostAddress());
    }
  }

  private boolean trusts(InetAddress peer) {
    for (Network network : trusted) {
      if (network.has(peer)) {
        return true;
      }
    }
    return false;
  }
}
