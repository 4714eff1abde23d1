package io.chatcluster.redis;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where Redis is, and as whom to speak to it: the parts of
/// `redis[s]://[[user]:password@]host[:port][/database][?user=…&password=…&db=…&client=…]`.
///
/// It is parsed here and not by the client, which would assume `localhost` if it cannot read the
/// host, and quote the whole address, password included, if it can read nothing.
///
/// @param user empty: `default`
/// @param password empty: none is sent
/// @param client the name that Redis shows for the connection; empty: none
record RedisAddress(
    boolean tls, String host, int port, int database, String user, String password, String client) {

  private static final Pattern FORM =
      Pattern.compile(
          "(redis|rediss)://(?:([^/?#\\s]*)@)?([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(?::(\\d{1,5}))?"
              + "(?:/(\\d{0,5}))?(?:\\?([^#\\s]*))?");
  private static final Pattern ESCAPES = Pattern.compile("(?:[^%]|%[0-9A-Fa-f]{2})*");
  private static final int STANDARD_PORT = 6379;
  private static final int MAX_PORT = 65_535;

  /// @param password used if the address has none
  /// @throws IllegalArgumentException with a sentence without any part of the address
  static RedisAddress parse(String url, String password) {
    Matcher form = FORM.matcher(url);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "it is not redis[s]://[user:password@]host[:port][/database], with a host of letters,"
              + " digits, dots and hyphens, and other characters of a password percent-encoded");
    }
    int port = group(form, 4).isEmpty() ? STANDARD_PORT : Integer.parseInt(form.group(4));
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("its port is not 1 to " + MAX_PORT);
    }
    Map<String, String> parameters = parameters(group(form, 6));
    String[] credentials = group(form, 2).split(":", 2);
    String user = decoded(credentials[0]);
    String own = credentials.length > 1 ? decoded(credentials[1]) : "";
    RedisAddress address =
        new RedisAddress(
            form.group(1).equals("rediss"),
            form.group(3),
            port,
            database(group(form, 5), parameters.getOrDefault("db", "")),
            or(user, parameters.getOrDefault("user", "")),
            or(own, parameters.getOrDefault("password", ""), password),
            parameters.getOrDefault("client", ""));
    if (!address.user().isEmpty() && address.password().isEmpty()) {
      throw new IllegalArgumentException("it has a user and no password");
    }
    return address;
  }

  private static String group(Matcher form, int group) {
    String text = form.group(group);
    return text == null ? "" : text;
  }

  private static String or(String... candidates) {
    for (String candidate : candidates) {
      if (!candidate.isEmpty()) {
        return candidate;
      }
    }
    return "";
  }

  private static int database(String path, String parameter) {
    String number = or(path, parameter, "0");
    if (!number.matches("\\d{1,5}")) {
      throw new IllegalArgumentException("its database is not a number");
    }
    return Integer.parseInt(number);
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new HashMap<>();
    for (String parameter : query.split("&", -1)) {
      String[] parts = parameter.split("=", 2);
      String name = parts[0].toLowerCase(Locale.ROOT);
      switch (name) {
        case "" -> {}
        case "user", "password", "db", "client" ->
            parameters.put(name, parts.length > 1 ? decoded(parts[1]) : "");
        default ->
            throw new IllegalArgumentException(
                "it has a parameter other than user, password, db and client");
      }
    }
    return parameters;
  }

  /// RFC 3986: `+` is itself, unlike in forms.
  private static String decoded(String text) {
    if (!ESCAPES.matcher(text).matches()) {
      throw new IllegalArgumentException("it has a % without two hexadecimal digits; write %25");
    }
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /// In the form that the client reads the way it is meant here.
  String connection() {
    StringBuilder text = new StringBuilder(tls ? "rediss://" : "redis://");
    if (!password.isEmpty()) {
      text.append(encoded(user)).append(':').append(encoded(password)).append('@');
    }
    text.append(host).append(':').append(port).append('/').append(database);
    return client.isEmpty() ? text.toString() : text + "?client=" + encoded(client);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return (tls ? "rediss://" : "redis://") + host + ":" + port;
  }
}
