package io.chatcluster.rest;

import java.net.IDN;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One origin as browsers write it: scheme, host and port in lower case, without the scheme's
/// default port (RFC 6454, section 6.2, and the URL standard's host serializer).
///
/// Any other spelling is either brought into that form or refused: an origin that no browser ever
/// sends would silently keep everybody out.
record Origin(String serialized) {

  private static final Map<String, Integer> STANDARD_PORTS = Map.of("http", 80, "https", 443);
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(\\[[^\\[\\]]*]|[^:/?#@\\[\\]]*)(?::(\\d*))?/?");
  private static final Pattern HOST = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");
  private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?(\\d+|0[xX][0-9a-fA-F]*)");
  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");

  /// Characters that Java and browsers turn into different names.
  private static final Pattern AMBIGUOUS = Pattern.compile("[\\u00DF\\u1E9E\\u03C2\\u200C\\u200D]");

  private static final int MAX_PORT = 65_535;
  private static final int GROUPS = 8;

  /// @throws IllegalArgumentException with a sentence that says what is wrong and repeats no
  ///     password
  static Origin parse(String text) {
    if (text.equals("*") || text.contains("*")) {
      throw wrong(text, "there are no wildcards; name every origin");
    }
    if (text.equalsIgnoreCase("null")) {
      throw wrong(text, "any page can send that; name the pages that may connect");
    }
    if (text.contains("@")) {
      throw wrong(text.replaceAll("(?s)^([^/@]*//)?.*@", "$1***@"), "an origin has no user");
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw wrong(text, "that is scheme://host or scheme://host:port, and nothing more");
    }
    String scheme = form.group(1).toLowerCase(Locale.ROOT);
    if (scheme.startsWith("ws")) {
      throw wrong(text, "the origin is the page's, so it begins with http or https");
    }
    return new Origin(scheme + "://" + host(text, form.group(2)) + port(text, scheme, form));
  }

  private static String host(String text, String given) {
    if (given.startsWith("[")) {
      return address(text, given.substring(1, given.length() - 1));
    }
    String host = ascii(text, given);
    if (!HOST.matcher(host).matches()) {
      throw wrong(text, "its host is no name");
    }
    if (NUMERIC.matcher(host).matches() && !IPV4.matcher(host).matches()) {
      throw wrong(text, "write an IPv4 address as four decimal numbers");
    }
    return host;
  }

  private static String ascii(String text, String host) {
    if (AMBIGUOUS.matcher(host).find()) {
      throw wrong(text, "write this name in its ASCII form, xn--…, as browsers show it");
    }
    try {
      return IDN.toASCII(host).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException _) {
      throw wrong(text, "its host is no name; try its ASCII form, xn--…");
    }
  }

  private static String address(String text, String literal) {
    try {
      if (literal.contains(":")
          && !literal.contains("%")
          && InetAddress.ofLiteral(literal) instanceof Inet6Address address) {
        return "[" + shortest(address.getAddress()) + "]";
      }
    } catch (IllegalArgumentException _) {
      // Said below.
    }
    throw wrong(text, "its host is no IPv6 address");
  }

  /// RFC 5952: the longest run of at least two zero groups is left out.
  private static String shortest(byte[] address) {
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = ((address[2 * i] & 0xff) << 8) | (address[2 * i + 1] & 0xff);
    }
    int from = -1;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      int run = 0;
      while (i + run < GROUPS && groups[i + run] == 0) {
        run++;
      }
      if (run > length) {
        from = i;
        length = run;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == from) {
        text.append("::");
        i += length - 1;
      } else {
        text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":");
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  private static String port(String text, String scheme, Matcher form) {
    String digits = form.group(3);
    if (digits == null || digits.isEmpty()) {
      return "";
    }
    int port = digits.length() > 9 ? 0 : Integer.parseInt(digits);
    if (port < 1 || port > MAX_PORT) {
      throw wrong(text, "its port is not 1 to " + MAX_PORT);
    }
    return STANDARD_PORTS.getOrDefault(scheme, 0) == port ? "" : ":" + port;
  }

  private static IllegalArgumentException wrong(String text, String why) {
    return new IllegalArgumentException("'%s' is no origin: %s".formatted(text, why));
  }
}
