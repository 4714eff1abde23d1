package io.chatcluster.config;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An address fit to be printed: whatever could be a secret is `***`.
///
/// It errs on the side of hiding: everything before an `@`, and every parameter not known to be
/// harmless. So a parameter that a driver learns tomorrow is hidden too, and so is one that is
/// spelt oddly or stands where none belongs.
final class Masked {

  private static final String STARS = "***";
  private static final Pattern BEFORE_AT = Pattern.compile("(?s)^([a-zA-Z0-9+.:-]*?//)?.*@");
  private static final Pattern PARAMETER = Pattern.compile("([^?&=;,\\s/@]+)=([^&]*)");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:/-]*");

  /// Parameters of PostgreSQL's and Redis' addresses that say nothing secret, in lower case.
  private static final Set<String> HARMLESS =
      Set.of(
          "applicationname",
          "channelbinding",
          "client",
          "connecttimeout",
          "currentschema",
          "db",
          "gssencmode",
          "loadbalancehosts",
          "logintimeout",
          "preparethreshold",
          "sockettimeout",
          "ssl",
          "sslcert",
          "sslfactory",
          "sslkey",
          "sslmode",
          "sslnegotiation",
          "sslrootcert",
          "targetservertype",
          "tcpkeepalive");

  private Masked() {}

  static String address(String address) {
    Matcher credentials = BEFORE_AT.matcher(address);
    if (!credentials.find()) {
      return parameters(address);
    }
    String scheme = Objects.requireNonNullElse(credentials.group(1), "");
    String hidden = credentials.group().substring(scheme.length());
    // The @ belongs to a password in a parameter: then the rest of that password follows.
    return hidden.contains("=")
        ? scheme + STARS
        : scheme + STARS + "@" + parameters(address.substring(credentials.end()));
  }

  private static String parameters(String address) {
    return PARAMETER.matcher(address).replaceAll(Masked::parameter);
  }

  private static String parameter(MatchResult found) {
    String name = found.group(1);
    String value = found.group(2);
    boolean harmless =
        HARMLESS.contains(name.toLowerCase(Locale.ROOT)) && PLAIN.matcher(value).matches();
    return Matcher.quoteReplacement(name + "=" + (harmless ? value : STARS));
  }
}
